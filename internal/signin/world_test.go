package signin_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/store/relational"
	"yinxin.example/yinxin/internal/store/sqlite"
	"yinxin.example/yinxin/internal/telling"
	"yinxin.example/yinxin/internal/vault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a service over a real store, with a clock to turn, messages to
// read and derivations to count.
type world struct {
	*signin.Service
	t     *testing.T
	store store.Store
	sent  *recorder
	work  *counted
	log   *bytes.Buffer

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOn(t, func(t *testing.T, o relational.Options) store.Store {
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "yinxin.db"), o)
		must(t, err)
		return db
	})
}

func newWorldOn(t *testing.T, open func(*testing.T, relational.Options) store.Store) *world {
	t.Helper()
	w := &world{t: t, sent: &recorder{}, log: &bytes.Buffer{}, now: time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)}
	master, err := vault.NewMasterKey(bytes.Repeat([]byte{7}, 32))
	must(t, err)
	keys, err := vault.Create(t.Context(), t.TempDir(), w.clock, master)
	must(t, err)
	w.store = open(t, relational.Options{Cipher: keys})
	t.Cleanup(func() { must(t, w.store.Close()) })
	hasher, err := signin.NewHasher(signin.Cost{MemoryKiB: 8, Passes: 1, Lanes: 1}, 4)
	must(t, err)
	w.work = &counted{PasswordHasher: hasher}
	desk := &telling.Desk{Now: w.clock}
	carrier := &telling.Carrier{Store: w.store, Desk: desk, Sender: w.sent, Log: slog.New(slog.DiscardHandler), Now: w.clock}
	w.sent.carry = func() { must(t, carrier.Carry(context.WithoutCancel(t.Context()))) }
	w.Service, err = signin.New(signin.Options{
		Store: w.store, Sender: w.sent, Desk: desk, Hasher: w.work, Now: w.clock,
		Log: slog.New(slog.NewTextHandler(w.log, nil)), NoticeVersion: 1, OrganisationNotice: 1,
	})
	must(t, err)
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// deliver puts a certificate into the register.
func (w *world) deliver(name, number, mobile, issued string) cert.ID {
	w.t.Helper()
	day := civil.MustParse(issued)
	c := cert.Certificate{
		ID: cert.ID("c" + issued + mobile), ManagementNumber: issued + mobile,
		Holder: person.Identity{Name: name, Sex: person.Male, BirthDate: civil.MustParse("1969-08-03"),
			Document: document(number), Mobile: mobile},
		Qualification: "造价工程师", Authority: "示例人事考试中心", ApprovedOn: day, IssuedOn: day,
		Kind: cert.ECertificate, State: cert.InForce, Version: 1,
	}
	must(w.t, w.store.Update(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.AddCertificates(ctx, []cert.Certificate{c})
	}))
	return c.ID
}

// The person of most tests. The numbers are synthetic: their region does not exist.
const (
	guo       = "郭景行"
	guoNumber = "11990519690803713X"
	guoMobile = "19900002212"
	password  = "三个不相干的词汇 works"
)

func document(number string) person.Document {
	return person.Document{Type: person.ResidentCard, Number: number}
}

func registration(username string) signin.Registration {
	return signin.Registration{Name: guo, DocumentType: string(person.ResidentCard), DocumentNumber: guoNumber,
		Username: username, Password: password, Phone: guoMobile, Client: "client of " + username}
}

func (w *world) register(r signin.Registration) signin.Registered {
	w.t.Helper()
	registered, err := w.Register(w.t.Context(), r)
	must(w.t, err)
	return registered
}

// claimed registers and proves an account.
func (w *world) claimed(username string) signin.Registered {
	w.t.Helper()
	r := w.register(registration(username))
	must(w.t, w.Claim(w.t.Context(), r.Account, w.sent.code(w.t)))
	r.Account = w.account(username)
	return r
}

func (w *world) account(username string) (a store.Account) {
	w.t.Helper()
	must(w.t, w.store.View(w.t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		a, err = r.AccountByUsername(ctx, username)
		return err
	}))
	return a
}

// trail lists what changed a subject, oldest first: not who came and went, or
// asked for codes.
func (w *world) trail(subject string) (actions []string) {
	w.t.Helper()
	var entries []audit.Entry
	must(w.t, w.store.View(w.t.Context(), func(ctx context.Context, r store.Reader) (err error) {
		entries, err = r.Trail(ctx, 1000)
		return err
	}))
	for i := len(entries) - 1; i >= 0; i-- {
		coming := strings.HasPrefix(entries[i].Action, "session.") || strings.HasPrefix(entries[i].Action, "code.")
		if entries[i].Subject == subject && !coming {
			actions = append(actions, entries[i].Action)
		}
	}
	return actions
}

// recorder keeps what was sent.
type recorder struct {
	carry func() // hands over what waits
	mu    sync.Mutex
	all   []messages.Message
	fail  bool
}

func (r *recorder) Send(_ context.Context, m messages.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail {
		return errors.New("the network is down")
	}
	r.all = append(r.all, m)
	return nil
}

func (r *recorder) count() int {
	r.carry()
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.all)
}

func (r *recorder) last(t *testing.T) messages.Message {
	t.Helper()
	r.carry()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) == 0 {
		t.Fatal("nothing was sent")
	}
	return r.all[len(r.all)-1]
}

// told reports whether a message of the kind went to the telephone. Messages
// that fall due at one moment are sent in no order.
func (r *recorder) told(kind messages.Kind, phone string) bool {
	r.carry()
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.all, func(m messages.Message) bool { return m.Kind == kind && m.To == phone })
}

// code is the newest one-time code.
func (r *recorder) code(t *testing.T) string {
	t.Helper()
	return r.coded(t).Code
}

// coded is the newest message with a code.
func (r *recorder) coded(t *testing.T) messages.Message {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range slices.Backward(r.all) {
		if len(m.Code) == 6 {
			return m
		}
	}
	t.Fatal("no code was sent")
	return messages.Message{}
}

// other is a six-digit code that is not this one.
func other(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

// counted counts derivations.
type counted struct {
	signin.PasswordHasher
	n atomic.Int64
}

func (c *counted) Hash(ctx context.Context, secret string) (string, error) {
	c.n.Add(1)
	return c.PasswordHasher.Hash(ctx, secret)
}

func (c *counted) Verify(ctx context.Context, phc, secret string) (bool, error) {
	c.n.Add(1)
	return c.PasswordHasher.Verify(ctx, phc, secret)
}

// during counts the derivations of f.
func (c *counted) during(f func()) int64 {
	before := c.n.Load()
	f()
	return c.n.Load() - before
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantFault checks kind and reason of an error.
func wantFault(t *testing.T, err error, kind fault.Kind, reason fault.Reason) {
	t.Helper()
	if !fault.Is(err, kind) || fault.ReasonOf(err) != reason {
		t.Errorf("error %v, want %s", err, reason)
	}
}
