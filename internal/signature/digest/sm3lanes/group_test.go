package sm3lanes

import (
	"bytes"
	"encoding/binary"
	"sync"
	"testing"

	"yinxin.example/yinxin/internal/signature/digest"
)

func TestGroupGivesEachItsOwnDigest(t *testing.T) {
	t.Parallel()
	g := NewGroup()
	begun := NewBeginning(noise(1000))
	var all sync.WaitGroup
	for who := range 40 {
		all.Go(func() {
			for turn := range 50 {
				own := binary.BigEndian.AppendUint64(noise(300+who), uint64(turn))
				if got, want := g.Sum(begun, own, own[:who]), digest.SM3.Sum(noise(1000), own, own[:who]); !bytes.Equal(got, want) {
					t.Errorf("%d, turn %d: %x", who, turn, got)
				}
			}
		})
	}
	all.Wait()
	if len(g.waiting) != 0 {
		t.Errorf("%d still wait", len(g.waiting))
	}
}

func TestWhoeverComesTakesOthersAlong(t *testing.T) {
	t.Parallel()
	g := &Group{kernel: kernel{lanes: 4}}
	jobs := make([]*job, 6)
	for i := range jobs {
		jobs[i] = &job{}
		if n := g.join(jobs[i]); n != i+1 {
			t.Errorf("%d wait after %d came", n, i+1)
		}
	}
	is := func(taken []*job, want ...int) {
		t.Helper()
		if len(taken) != len(want) {
			t.Fatalf("%d were taken, not %d", len(taken), len(want))
		}
		for i, j := range taken {
			if j != jobs[want[i]] {
				t.Errorf("place %d has another than %d", i, want[i])
			}
		}
	}
	is(g.take(jobs[4]), 4, 0, 1, 2)
	is(g.take(jobs[1]))
	is(g.take(jobs[3]), 3, 5)
	is(g.take(jobs[5]))
}

// What is long is hashed alone, and so is everything where there is no kernel.
func TestGroupWithoutLanes(t *testing.T) {
	t.Parallel()
	long := noise(longestTogether + 1)
	none := &Group{}
	if got := none.Sum(nil, []byte("a"), []byte("bc")); !bytes.Equal(got, digest.SM3.Sum([]byte("abc"))) || none.Lanes() != 1 {
		t.Errorf("without a kernel: %x in %d lanes", got, none.Lanes())
	}
	if got := NewGroup().Sum(NewBeginning(long[:9]), long[9:]); !bytes.Equal(got, digest.SM3.Sum(long)) {
		t.Errorf("a long message: %x", got)
	}
}
