package telling_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/intake"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/requests"
	"yinxin.example/yinxin/internal/signin"
	"yinxin.example/yinxin/internal/store"
	"yinxin.example/yinxin/internal/testenv"
	"yinxin.example/yinxin/internal/testenv/world"
)

const center = "示例人事考试中心"

func officer() store.Account {
	return store.Account{ID: "officer", Role: store.OfficerRole, Authority: center}
}

func reviewer() store.Account {
	return store.Account{ID: "reviewer", Role: store.ReviewerRole, Authority: center}
}

// reader is a holder with a telephone and a mail address, and their post.
type reader struct {
	*world.World
	*post
	t *testing.T
	a store.Account
}

func newReader(t *testing.T) *reader {
	t.Helper()
	w := world.Sealing(t)
	return &reader{w, connect(t, w), t, withMail(t, w, w.Holder(t, world.Person()))}
}

// choose has everything told by every way, in a language.
func (r *reader) choose(language messages.Language) {
	r.t.Helper()
	all := ways{}
	for _, topic := range messages.Topics() {
		all[topic] = messages.Ways()
	}
	must(r.t, r.Choices.Choose(r.t.Context(), r.a, store.MessageChoices{Language: language, Ways: all, Quiet: messages.UsualQuiet()}))
}

// arrived carries what is due and returns what came since the last time.
func (r *reader) arrived() (came []taken) {
	r.t.Helper()
	must(r.t, r.Carrier.Carry(r.t.Context()))
	r.set(func() { came, r.took = r.took, nil })
	return came
}

// wantTold checks that one message came by either way, which says the words and
// nothing of who or what it is about.
func (r *reader) wantTold(of string, secrets []string, words ...string) {
	r.t.Helper()
	came := r.arrived()
	at := map[string]int{}
	for _, m := range came {
		at[m.to]++
		for _, word := range words {
			if !strings.Contains(m.subject+"\n"+m.text, word) {
				r.t.Errorf("%s to %s does not say %q:\n%s\n%s", of, m.to, word, m.subject, m.text)
			}
		}
		who := world.Person()
		for _, secret := range append(secrets, who.Name, who.Document.Number, who.Mobile, r.a.Username, r.a.ID) {
			if strings.Contains(m.subject+m.text, secret) {
				r.t.Errorf("%s names %q:\n%s", of, secret, m.text)
			}
		}
	}
	if len(came) != 2 || at[r.a.Phone] != 1 || at[r.a.Email] != 1 {
		r.t.Errorf("%s came as %v", of, at)
	}
}

// released delivers the sample certificates, the reader's among them.
func (r *reader) released() {
	r.t.Helper()
	content, err := os.ReadFile(filepath.Join(testenv.Root(r.t), "internal", "delivery", "testdata", "certificates.csv"))
	must(r.t, err)
	ctx := r.t.Context()
	d, err := r.Intake.Receive(ctx, intake.Upload{File: bytes.NewReader(content), Name: "certificates.csv", By: officer()})
	must(r.t, err)
	must(r.t, r.Intake.Work(ctx))
	must(r.t, r.Intake.Submit(ctx, officer(), d.ID, time.Time{}))
	must(r.t, r.Intake.Release(ctx, reviewer(), d.ID))
	must(r.t, r.Intake.Work(ctx))
}

// change proposes and approves a change.
func (r *reader) change(id cert.ID, kind cert.ChangeKind, right issuing.Corrections) {
	r.t.Helper()
	p, err := r.Issuing.Propose(r.t.Context(), officer(), issuing.Request{
		Certificate: id, Kind: kind, Public: "登记有误", Internal: "见案卷", LegalBase: "第三十一号令第十条", Corrections: right,
	})
	must(r.t, err)
	_, err = r.Approval.Approve(r.t.Context(), reviewer(), p.ID)
	must(r.t, err)
}

// A certificate from its issue to its end, as its holder is told of it.
func TestWhatBecomesOfCertificatesIsTold(t *testing.T) {
	r := newReader(t)
	r.choose(messages.BothLanguages)
	r.released()
	r.wantTold("an issue", []string{"注册城乡规划师", "拍卖师"}, "有新的证书可以查看", "A new certificate of yours can be seen")
	if came := r.arrived(); len(came) != 0 {
		t.Errorf("told again: %v", came)
	}

	c := r.Certificate(t)
	secrets := []string{string(c.ID), c.ManagementNumber, c.Qualification, c.Authority}
	made := r.Apply(t, r.a, c)
	r.Clock.Advance(time.Minute)
	r.Seal(t)
	secrets = append(secrets, string(made.Code), made.Code.String())
	r.wantTold("a copy", secrets, "加注件已经生成", "copy you applied for is ready")

	last := made.Endorsement.ValidUntil
	beijing(r.World, last.AddDays(-7), 7, 0)
	if came := r.arrived(); len(came) != 0 {
		t.Errorf("before eight: %v", came)
	}
	beijing(r.World, last.AddDays(-7), 8, 0)
	r.wantTold("a copy that expires", secrets, "有效期至 "+last.String(), "good through "+last.String())

	r.choose(messages.English)
	r.change(c.ID, cert.Suspension, nil)
	r.wantTold("a suspension", secrets, "changed its state")
	r.change(c.ID, cert.Lifting, nil)
	r.wantTold("its end", secrets, "changed its state")
	r.choose(messages.Chinese)
	r.change(c.ID, cert.Correction, issuing.Corrections{cert.FieldIssuedOn: "2022-03-02"})
	r.wantTold("a correction", secrets, "证书颁发机构更正了您的一本证书")
	other := r.Certificate(t)
	beijing(r.World, r.Clock.Today(), 23, 0)
	r.change(other.ID, cert.Revocation, nil)
	if came := r.arrived(); len(came) != 0 {
		t.Errorf("at eleven at night: %v", came)
	}
	beijing(r.World, r.Clock.Today().AddDays(1), 8, 0)
	r.wantTold("a revocation", secrets, "改变了它的状态")
}

// A request's answer reaches its holder though nobody takes it at first; what a
// server refuses for good is given up at once, and said in the trail.
func TestAnAnswerIsToldAfterFailures(t *testing.T) {
	r := newReader(t)
	r.choose(messages.BothLanguages)
	c := r.Certificate(t)
	evidence, err := r.Approval.KeepEvidence(t.Context(), "户口簿.pdf", []byte("%PDF-1.7 evidence"))
	must(t, err)
	q, err := r.Requests.Ask(t.Context(), r.a, requests.Asked{Certificate: &c, Subject: "name", Wrong: "林若溪", Right: "林若曦"}, []store.Evidence{evidence})
	must(t, err)
	secrets := []string{q.ID, "林若曦", c.ManagementNumber}
	r.wantTold("a request", secrets, "更正申请已收到", "was received")

	_, err = r.Requests.Take(t.Context(), officer(), q.ID)
	must(t, err)
	r.set(func() {
		r.down, r.refuses = true, &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later"}
	})
	_, err = r.Requests.Answer(t.Context(), officer(), q.ID, true, "已更正")
	must(t, err)
	for range 3 {
		if came := r.arrived(); len(came) != 0 {
			t.Errorf("came while nobody takes any: %v", came)
		}
		r.Clock.Advance(time.Hour)
	}
	if n := waiting(t, r.World); n != 2 {
		t.Errorf("%d wait", n)
	}
	r.set(func() { r.down, r.refuses = false, nil })
	r.wantTold("an answer", append(secrets, "已更正"), "已经有了答复", "has been answered")

	r.set(func() {
		r.refuses = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	})
	tell(t, r.World, r.a, messages.CopyReady)
	if came := r.arrived(); len(came) != 1 || came[0].to != r.a.Phone || waiting(t, r.World) != 0 {
		t.Errorf("came %v, and %d wait", came, waiting(t, r.World))
	}
	recorded(t, r.World, r.a, "message.give_up", "message_refused")
}

// Who signs in by night from where nobody did before is told of at once.
func TestANewDeviceIsToldByNight(t *testing.T) {
	r := newReader(t)
	r.choose(messages.BothLanguages)
	enter := func(device string) {
		must(t, r.Store.Update(t.Context(), func(ctx context.Context, tx store.Tx) error {
			_, err := r.SignIn.Admit(signin.WithDeviceToken(ctx, device), tx, r.a, "by passkey")
			return err
		}))
	}
	phone := signin.NewDeviceToken()
	beijing(r.World, civil.MustParse("2026-11-23"), 3, 0)
	enter(phone)
	enter(phone)
	if came := r.arrived(); len(came) != 0 {
		t.Errorf("of the first: %v", came)
	}
	stranger := signin.NewDeviceToken()
	enter(stranger)
	r.wantTold("a new device", []string{phone, stranger}, "新的设备或浏览器上登录", "from a new device or browser")
}
