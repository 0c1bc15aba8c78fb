package intake_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

const authority = "示例人事考试中心"

// office is an authority at work in a world.
type office struct {
	*world.World
	t                 *testing.T
	officer, reviewer store.Account
}

func newOffice(t *testing.T, w *world.World) *office {
	t.Helper()
	return &office{
		World: w, t: t,
		officer:  store.Account{ID: "officer", Role: store.OfficerRole, Authority: authority},
		reviewer: store.Account{ID: "reviewer", Role: store.ReviewerRole, Authority: authority},
	}
}

// sample is a sample delivery.
func sample(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(testenv.Root(t), "internal", "delivery", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// receive uploads a file.
func (o *office) receive(name string, content []byte) store.Delivery {
	o.t.Helper()
	d, err := o.Intake.Receive(o.t.Context(), intake.Upload{File: bytes.NewReader(content), Name: name, By: o.officer})
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

// work lets the background do what there is to do, and returns the delivery.
func (o *office) work(id string) store.Delivery {
	o.t.Helper()
	if err := o.Intake.Work(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	return o.find(id)
}

func (o *office) find(id string) store.Delivery {
	o.t.Helper()
	d, err := o.Intake.Find(o.t.Context(), authority, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

// submitted takes a file to its release.
func (o *office) submitted(name string) store.Delivery {
	o.t.Helper()
	d := o.work(o.receive(name, sample(o.t, name)).ID)
	o.must(o.Intake.Submit(o.t.Context(), o.officer, d.ID, o.Clock.Now().AddDate(0, 0, 1)))
	return d
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// wantState checks where a delivery stands.
func (o *office) wantState(d store.Delivery, want store.DeliveryState) {
	o.t.Helper()
	if d.State != want {
		o.t.Fatalf("the delivery is %s, want %s", d.State, want)
	}
}

// stored counts the certificates there are.
func (o *office) stored() (n int) {
	o.t.Helper()
	o.view(func(ctx context.Context, r store.Reader) (err error) {
		n, err = r.CountCertificates(ctx)
		return err
	})
	return n
}

func (o *office) view(f func(ctx context.Context, r store.Reader) error) {
	o.t.Helper()
	o.must(o.Store.View(o.t.Context(), f))
}

// kept lists the blobs of deliveries.
func (o *office) kept() []string { return o.Files(o.t, "deliveries/") }
