package bench

import (
	"bytes"
	"fmt"
	"iter"

	"yinxin.example/yinxin/internal/batches"
)

// inMemory hands files in that lie in memory.
func inMemory(files [][]byte) iter.Seq2[batches.Upload, error] {
	return func(yield func(batches.Upload, error) bool) {
		for i, file := range files {
			if !yield(batches.Upload{Name: fmt.Sprintf("%d.pdf", i), Content: bytes.NewReader(file)}, nil) {
				return
			}
		}
	}
}
