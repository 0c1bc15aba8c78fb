package sm3lanes

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"yinxin.example/yinxin/internal/signature/digest"
)

// way is one way of hashing messages, each tested on its own.
type way struct {
	name string
	sum  func([]message) [][]byte
}

func ways() []way {
	all := []way{{"alone", func(messages []message) (digests [][]byte) {
		for _, m := range messages {
			digests = append(digests, m.alone())
		}
		return digests
	}}}
	for _, k := range kernels() {
		all = append(all, way{k.name, k.sum})
	}
	return all
}

// GB/T 32905-2016, A.1 and A.2; and the empty message, as gmsm has it.
func TestVectorsOfTheStandard(t *testing.T) {
	t.Parallel()
	vectors := []struct{ message, digest string }{
		{"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
		{strings.Repeat("abcd", 16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
		{"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"},
	}
	for _, w := range ways() {
		var messages []message
		for range maxLanes {
			for _, v := range vectors {
				messages = append(messages, message{parts: [][]byte{[]byte(v.message)}})
			}
		}
		for i, got := range w.sum(messages) {
			if want := vectors[i%len(vectors)]; hex.EncodeToString(got) != want.digest {
				t.Errorf("%s: message %d: %q is %x", w.name, i, want.message, got)
			}
		}
	}
}

// Every length, side by side with all others and alone in its kernel.
func TestEveryLength(t *testing.T) {
	t.Parallel()
	content := noise(300)
	for _, w := range ways() {
		var messages []message
		for n := range len(content) + 1 {
			messages = append(messages, message{parts: [][]byte{content[:n]}})
		}
		for n, got := range w.sum(messages) {
			want := digest.SM3.Sum(content[:n])
			if !bytes.Equal(got, want) {
				t.Errorf("%s: %d bytes among others: %x", w.name, n, got)
			}
			if single := w.sum(messages[n : n+1]); !bytes.Equal(single[0], want) {
				t.Errorf("%s: %d bytes: %x", w.name, n, single[0])
			}
		}
	}
}

// A beginning may end anywhere in a block, and parts may meet anywhere.
func TestBeginningsOfEveryLength(t *testing.T) {
	t.Parallel()
	content := noise(400)
	for _, w := range ways() {
		var messages []message
		for n := range 200 {
			messages = append(messages, message{NewBeginning(content[:n]), [][]byte{content[n : 2*n], nil, content[2*n:]}})
		}
		for n, got := range w.sum(messages) {
			if !bytes.Equal(got, digest.SM3.Sum(content)) {
				t.Errorf("%s: behind %d bytes: %x", w.name, n, got)
			}
		}
	}
}

// Long messages of different lengths, more and fewer than there are lanes, with
// beginnings of their own.
func TestLongMessages(t *testing.T) {
	t.Parallel()
	content := noise(200_000)
	random := rand.New(rand.NewPCG(3, 2905))
	for _, w := range ways() {
		for _, count := range []int{1, 2, 7, 8, 9, 15, 16, 17, 40} {
			t.Run(fmt.Sprint(w.name, count), func(t *testing.T) {
				var messages []message
				var want [][]byte
				for range count {
					from, to := random.IntN(1000), random.IntN(len(content))
					from, to = min(from, to), max(from, to)
					begun, meet := from+random.IntN(to-from+1), from+random.IntN(to-from+1)
					begun, meet = min(begun, meet), max(begun, meet)
					messages = append(messages, message{NewBeginning(content[from:begun]), [][]byte{content[begun:meet], content[meet:to]}})
					want = append(want, digest.SM3.Sum(content[from:to]))
				}
				for i, got := range w.sum(messages) {
					if !bytes.Equal(got, want[i]) {
						t.Errorf("message %d: %x", i, got)
					}
				}
			})
		}
	}
}

// FuzzTogether cuts bytes up into messages, beginnings and parts.
func FuzzTogether(f *testing.F) {
	f.Add([]byte("abc"), uint64(1))
	f.Add(noise(5000), uint64(2))
	f.Fuzz(func(t *testing.T, content []byte, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 0))
		var messages []message
		var want [][]byte
		for range random.IntN(2*maxLanes) + 1 {
			cut := random.IntN(len(content) + 1)
			begun := random.IntN(cut + 1)
			messages = append(messages, message{NewBeginning(content[:begun]), [][]byte{content[begun:cut], content[cut:]}})
			want = append(want, digest.SM3.Sum(content))
			content = content[random.IntN(len(content)+1)/8:]
		}
		for _, w := range ways() {
			for i, got := range w.sum(messages) {
				if !bytes.Equal(got, want[i]) {
					t.Errorf("%s: message %d of %d: %x", w.name, i, len(messages), got)
				}
			}
		}
	})
}

func noise(n int) []byte {
	b := make([]byte, n)
	for i, random := 0, rand.New(rand.NewPCG(uint64(n), 0)); i < n; i++ {
		b[i] = byte(random.Uint32())
	}
	return b
}

// BenchmarkSum hashes 41 KB for each lane, as much as a copy has of its own.
func BenchmarkSum(b *testing.B) {
	for _, w := range ways() {
		b.Run(w.name, func(b *testing.B) {
			messages := make([]message, maxLanes)
			for i := range messages {
				messages[i].parts = [][]byte{noise(41_000 + i)}
			}
			b.SetBytes(41_000 * maxLanes)
			for b.Loop() {
				w.sum(messages)
			}
		})
	}
}
