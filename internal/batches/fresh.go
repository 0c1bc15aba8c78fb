package batches

import (
	"strings"
	"sync"
)

// freshBytes bounds the memory that parts just come in may take.
const freshBytes = 128 << 20

// fresh has the contents of parts that have just come in: most batches are
// checked by the process that received them and at once, and need not be read
// back and opened. A part that is not here is read from its blob. The zero
// fresh is empty and ready.
type fresh struct {
	mu    sync.Mutex
	parts map[string][]byte // by the part's blob
	size  int
}

// put keeps a copy of a part's content. What nobody has taken by the time there
// is no more room is given up.
func (f *fresh) put(blob string, content []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.parts == nil || f.size+len(content) > freshBytes {
		f.parts, f.size = map[string][]byte{}, 0
	}
	f.parts[blob] = append(make([]byte, 0, len(content)), content...)
	f.size += len(content)
}

// take gives a part's content up.
func (f *fresh) take(blob string) ([]byte, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	content, ok := f.parts[blob]
	if ok {
		delete(f.parts, blob)
		f.size -= len(content)
	}
	return content, ok
}

// drop gives up the parts whose blobs begin so.
func (f *fresh) drop(prefix string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for blob, content := range f.parts {
		if strings.HasPrefix(blob, prefix) {
			delete(f.parts, blob)
			f.size -= len(content)
		}
	}
}
