package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/config"
	"yinxin.example/yinxin/internal/demo"
	"yinxin.example/yinxin/internal/testenv/world"
	"yinxin.example/yinxin/verify"
)

// crowd is a holder with many certificates, and what they have applied for.
type crowd struct {
	certificates []cert.Certificate
	acknowledged sync.Map // key -> cert.ID
}

// newCrowd delivers certificates that all need an endorsement to the
// demonstration's holder.
func newCrowd(t *testing.T, w *world.World, n int) *crowd {
	t.Helper()
	c := new(crowd)
	for range n {
		c.certificates = append(c.certificates, w.Certificate(t))
	}
	return c
}

// apply posts applications all at once, one for each key, and calls enough
// when that many were acknowledged.
func (c *crowd) apply(ctx context.Context, v visitor, round, posts, enoughAt int, enough func()) {
	var all sync.WaitGroup
	acknowledged := make(chan struct{}, posts)
	for i := range posts {
		all.Go(func() {
			id := c.certificates[(round*posts/2+i)%len(c.certificates)].ID // some certificates twice
			key := fmt.Sprintf("round %d post %d", round, i)
			status, err := v.post(ctx, "/certificates/"+string(id)+"/endorsements", url.Values{
				"scenario": {"本人调用"}, "valid_until": {civil.Of(time.Now()).AddDays(89).String()}, "key": {key},
			})
			if err == nil && status == http.StatusSeeOther {
				c.acknowledged.Store(key, id)
				acknowledged <- struct{}{}
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	for range enoughAt {
		select {
		case <-acknowledged:
		case <-done:
		}
	}
	enough()
	<-done
}

// shown downloads every copy that the pages offer and wants each one whole.
func (c *crowd) shown(t *testing.T, v visitor, trust *verify.Trust) {
	t.Helper()
	links := regexp.MustCompile(`/endorsements/[0-9A-Z]+/certificate\.pdf"`)
	for _, each := range c.certificates {
		page := v.get(t, "/certificates/"+string(each.ID)+"/endorsements")
		for _, link := range links.FindAll(page, -1) {
			wantValid(t, v.get(t, string(link[:len(link)-1])), trust)
		}
	}
}

func wantValid(t *testing.T, file []byte, trust *verify.Trust) {
	t.Helper()
	report, err := verify.Check(t.Context(), file, verify.Options{Trust: trust, Now: now})
	if err != nil || report.Verdict != verify.Valid {
		t.Errorf("a copy is shown that is %s %v, %v", report.Verdict, report.Reasons, err)
	}
}

// kept wants every acknowledged application ready, each with one file, and
// every quota kept.
func (c *crowd) kept(t *testing.T, w *world.World, trust *verify.Trust) {
	t.Helper()
	byKey := map[string]cert.Copy{}
	ready := 0
	for _, each := range c.certificates {
		item, err := w.Holding.Find(t.Context(), w.Account(t, "holder"), each.ID)
		if err != nil {
			t.Fatal(err)
		}
		if turns := w.Policy().Scenarios[0].Turns(civil.Of(time.Now()), item.Copies); turns.Used > turns.Limit {
			t.Errorf("%d turns of %d used", turns.Used, turns.Limit)
		}
		for _, copied := range item.Copies {
			byKey[copied.Key] = copied
			if copied.State != cert.Ready {
				t.Errorf("%s is %s %s", copied.Key, copied.State, copied.FailReason)
				continue
			}
			ready++
			c.keptFile(t, w, copied, trust)
		}
	}
	n := 0
	c.acknowledged.Range(func(key, id any) bool {
		n++
		if copied, ok := byKey[key.(string)]; !ok || copied.Certificate != id {
			t.Errorf("%s was acknowledged and is lost", key)
		}
		return true
	})
	if n == 0 || ready < n {
		t.Errorf("%d acknowledged, %d ready", n, ready)
	}
	t.Logf("%d acknowledged, %d ready", n, ready)
}

func (c *crowd) keptFile(t *testing.T, w *world.World, copied cert.Copy, trust *verify.Trust) {
	t.Helper()
	folder := regexp.MustCompile(`[^/]+$`).ReplaceAllString(copied.Blob, "")
	if files := w.Files(t, folder); len(files) != 1 || files[0] != copied.Blob {
		t.Errorf("files %v of one copy, shown is %s", files, copied.Blob)
	}
	file, err := w.Blobs.Get(t.Context(), copied.Blob)
	if err != nil {
		t.Fatal(err)
	}
	wantValid(t, file, trust)
}

// killed takes an installation through rounds of applications, each ended by
// SIGKILL at another moment, and looks at what is left.
func killed(t *testing.T, conf config.Config, demonstration bool, rounds int, args ...string) {
	t.Helper()
	opts := app.Options{Now: now, Demo: demonstration}
	w := world.Open(t, conf, opts)
	c := newCrowd(t, w, 16)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	trust, err := verify.LoadTrust(w.Folder.Trust())
	if err != nil {
		t.Fatal(err)
	}
	const posts = 12
	for round := range rounds {
		p := start(t, args...)
		v := signIn(t, p, "holder", demo.Password)
		c.shown(t, v, trust)
		c.apply(t.Context(), v, round, posts, 1+round*posts/rounds, func() { p.kill(t) })
	}

	p := start(t, args...)
	v := signIn(t, p, "holder", demo.Password)
	eventually(t, "all is sealed", func() bool {
		return regexp.MustCompile(`(?m)^yinxin_copies_pending 0$`).Match(v.get(t, "/metrics"))
	})
	c.shown(t, v, trust)
	if status, took := p.stop(t, syscall.SIGTERM); status != 0 || took > 5*time.Second {
		t.Errorf("SIGTERM: status %d after %s\n%s", status, took, p.said())
	}
	w = world.Open(t, conf, opts)
	c.kept(t, w, trust)
	verdict, err := w.Trail.Check(t.Context(), audit.Head{})
	if err != nil || verdict.Finding != nil || verdict.Head.Position == 0 {
		t.Errorf("the audit trail: %+v, %+v, %v", verdict.Head, verdict.Finding, err)
	}
}

func TestAKilledDemonstrationKeepsItsPromises(t *testing.T) {
	folder := t.TempDir()
	world.Demonstration(t, folder)
	killed(t, demoConfig(folder), true, 6, "demo", "--data", folder, "--listen", "127.0.0.1:0")
}
