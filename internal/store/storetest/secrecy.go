package storetest

import (
	"bytes"
	"context"
	"testing"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// Rotating is an adapter whose rows can be sealed anew.
type Rotating interface {
	store.Store
	Reencrypt(ctx context.Context, limit int) (int, error)
}

// RunSecrecy holds an adapter to what lies on the disk: raw gives every byte
// it keeps, and rotate makes another key current.
func RunSecrecy(t *testing.T, s Rotating, rotate func(t *testing.T), raw func(t *testing.T) []byte) {
	secrets := fillWithSecrets(t, s)
	wantAbsent(t, raw(t), secrets)

	if n := reencrypt(t, s, 100); n != 0 {
		t.Errorf("Reencrypt found %d rows before the key changed", n)
	}
	rotate(t)
	// Two certificates, two accounts, a code, a proposal, a tie of documents in
	// both directions, a tie of names, a request, an answer, a message, a
	// passkey, a ceremony, a batch and its part, a watch, a webhook, an event,
	// a query number, an inquiry, a change of a telephone.
	const rows = 22
	if n := reencrypt(t, s, 3); n != 3 {
		t.Errorf("Reencrypt took %d rows, want its limit of 3", n)
	}
	if n := reencrypt(t, s, 100); n != rows-3 {
		t.Errorf("Reencrypt took %d rows, want the last %d", n, rows-3)
	}
	if n := reencrypt(t, s, 100); n != 0 {
		t.Errorf("Reencrypt found %d rows after the last", n)
	}
	wantAbsent(t, raw(t), secrets)
	view(t, s, func(ctx context.Context, r store.Reader) error {
		certificates, err := r.CertificatesByDocument(ctx, certificate(1).Holder.Document)
		wantSame(t, "certificate", certificates, []cert.Certificate{certificate(1)})
		if err != nil {
			return err
		}
		accounts, err := r.AccountsByDocument(ctx, account(1).Document)
		wantSame(t, "account", accounts, []store.Account{account(1)})
		if err != nil {
			return err
		}
		code, err := r.OneTimeCode(ctx, id(1), "claim")
		wantSame(t, "telephone of a code", code.Phone, "19900009999")
		if err != nil {
			return err
		}
		ties, err := r.Ties(ctx, passport("E76543210"))
		wantSame(t, "ties of names", ties.Names, secretTies().Names)
		if !ties.SameDocument(certificate(1).Authority, passport("E76543210"), passport("E76543211")) {
			t.Errorf("ties of documents: %v", ties.Documents)
		}
		if err != nil {
			return err
		}
		asked, err := r.Request(ctx, id(1))
		wantSame(t, "request", asked, request(1))
		return err
	})
}

// fillWithSecrets writes identity and telephone numbers into every place that
// has one, and returns them.
func fillWithSecrets(t *testing.T, s store.Store) []string {
	t.Helper()
	a, b := certificate(1), certificate(2)
	add(t, s, a, b)
	addAccounts(t, s, account(1), account(2))
	const codePhone, answered = "19900009999", "an answer to a program"
	const rejected = "the answer of a reviewer"
	const madeNumber, inquired = "0123456789ABCDEFG", "who has 119945198805178925?"
	throttled := "register:" + a.Holder.Document.Number
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		if _, err := tx.Allow(ctx, throttled, noon(), 3, 1000); err != nil {
			return err
		}
		decided := proposal(1)
		if err := tx.AddProposal(ctx, decided); err != nil {
			return err
		}
		decided.State, decided.DecidedBy, decided.DecidedAt, decided.Answer = store.ProposalRejected, id(2), noon(), rejected
		if err := tx.DecideProposal(ctx, decided); err != nil {
			return err
		}
		ties := secretTies()
		if err := tx.TieDocuments(ctx, ties.Documents[0], id(9), noon()); err != nil {
			return err
		}
		if err := tx.TieNames(ctx, ties.Names[0], id(9), noon()); err != nil {
			return err
		}
		if err := tx.AddRequest(ctx, request(1)); err != nil {
			return err
		}
		if err := tx.AddMessage(ctx, dueMessage(1)); err != nil {
			return err
		}
		if err := tx.AddPasskey(ctx, passkey(1)); err != nil {
			return err
		}
		if err := tx.AddContactChange(ctx, contactChange(1)); err != nil {
			return err
		}
		if err := tx.AddCeremony(ctx, ceremony(1)); err != nil {
			return err
		}
		if err := tx.PutQueryNumber(ctx, store.QueryNumber{Certificate: a.ID, AccountID: id(1), Number: madeNumber, MadeAt: noon()}); err != nil {
			return err
		}
		if err := tx.PutInquiry(ctx, store.Inquiry{ID: "s", AccountID: id(1), Question: []byte(inquired), ExpiresAt: noon()}); err != nil {
			return err
		}
		asked := batch(1)
		if err := tx.AddBatch(ctx, asked); err != nil {
			return err
		}
		if err := tx.AddBatchParts(ctx, []store.BatchPart{batchPart(asked, 0)}); err != nil {
			return err
		}
		if err := fillWatching(ctx, tx); err != nil {
			return err
		}
		answer := keptAnswer()
		if err := tx.ReserveAnswer(ctx, answer, noon()); err != nil {
			return err
		}
		answer.Request, answer.Status, answer.Body = []byte("h"), 200, []byte(answered)
		if err := tx.PutAnswer(ctx, answer); err != nil {
			return err
		}
		return tx.PutOneTimeCode(ctx, store.OneTimeCode{AccountID: id(1), Purpose: "claim", Hash: []byte("h"), Phone: codePhone, ExpiresAt: noon()})
	})
	return []string{
		a.Holder.Document.Number, a.Holder.Document.Normal(), a.Holder.Mobile, b.Holder.Document.Number, b.Holder.Mobile,
		account(1).Document.Number, account(1).Phone, account(1).TOTPSecret, account(1).Email, codePhone, throttled, proposal(1).Content.Reason, answered, rejected,
		dueMessage(1).To, dueMessage(1).Link, contactChange(1).Before, "E76543210", "E76543211", request(1).Content.Wrong + `"`, request(1).Content.Right, request(1).Content.Evidence[0].Name,
		batch(1).Source.Name, batchPart(batch(1), 0).Items[0].Name,
		string(passkey(1).Credential), string(ceremony(1).State),
		watch(1, "").Label, webhook(1, "").URL, string(webhook(1, "").Secret), string(event(1, "").Body),
		madeNumber, inquired,
	}
}

// secretTies are ties of documents that nothing else names.
func secretTies() person.Ties {
	a, b := passport("E76543210"), passport("E76543211")
	return person.Ties{
		Documents: []person.DocumentTie{tie(a, b)},
		Names:     []person.NameTie{{Authority: certificate(1).Authority, Document: a, Recorded: "王晓[沛]", Name: "王晓沛"}},
	}
}

func reencrypt(t *testing.T, s Rotating, limit int) int {
	t.Helper()
	n, err := s.Reencrypt(t.Context(), limit)
	if err != nil {
		t.Fatalf("Reencrypt: %v", err)
	}
	return n
}

func wantAbsent(t *testing.T, raw []byte, secrets []string) {
	t.Helper()
	if !bytes.Contains(raw, []byte(certificate(1).ManagementNumber)) {
		t.Fatal("the raw bytes do not hold what is kept in the clear: they are not the store's")
	}
	for _, secret := range secrets {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("the raw bytes hold %q", secret)
		}
	}
}
