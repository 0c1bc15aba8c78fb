package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/messages"
	"yinxin.example/yinxin/internal/store"
)

// Names that nothing else has.
const (
	closing   = "the account that closes"
	colleague = "another of its organisation"
	stranger  = "an account beside"
	theirs    = "their organisation"
)

// RunClosing holds an adapter to what is left of an account that was closed.
// query runs a statement beside the store; columns lists each table and each of
// its text columns.
func RunClosing(t *testing.T, s store.Store, columns [][2]string, query func(t *testing.T, statement string) int) {
	places := func(value string) (named []string) {
		t.Helper()
		for _, c := range columns {
			n := query(t, fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE %s = '%s'", c[0], c[1], value))
			if n > 0 {
				named = append(named, c[0]+"."+c[1])
			}
		}
		slices.Sort(named)
		return named
	}
	fillWithAccounts(t, s)
	before := places(closing)
	for _, c := range columns {
		if !strings.Contains(c[1], "account") && !strings.HasSuffix(c[1], "_by") || slices.Contains(before, c[0]+"."+c[1]) {
			continue
		}
		if !slices.Contains(ofStaff(), c[0]+"."+c[1]) {
			t.Errorf("%s.%s may name an account: have fillWithAccounts write one, and say what closing does to it", c[0], c[1])
		}
	}
	closeAccount(t, s, closing)
	wantSame(t, "what still names the account", places(closing), []string{"audit_trail.subject"})
	if left := places(theirs); !slices.Contains(left, "api_keys.organisation") || !slices.Contains(left, "webhooks.organisation") {
		t.Errorf("a colleague left and the organisation has %v", left)
	}
	closeAccount(t, s, colleague)
	wantSame(t, "what still names an organisation that nobody is of", places(theirs),
		[]string{"batches.organisation", "certificate_checks.organisation", "organisations.id"})
	view(t, s, func(ctx context.Context, r store.Reader) error {
		o, err := r.Organisation(ctx, theirs)
		wantSame(t, "locked out", o.DisabledAt, noon())
		if err != nil {
			return err
		}
		_, err = r.Account(ctx, stranger)
		return err
	})
	err := s.Update(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.DeleteAccount(ctx, closing, noon()) })
	wantKind(t, err, fault.NotFound, "")
}

// ofStaff are the columns that name staff, whose accounts are locked out and
// never closed, and what is no account at all.
func ofStaff() []string {
	return []string{
		"catalogue_versions.account", "deliveries.account", "deliveries.submitted_by", "deliveries.released_by",
		"proposals.proposed_by", "proposals.decided_by", "correction_requests.taken_by", "check_records.checked_by",
	}
}

func closeAccount(t *testing.T, s store.Store, account string) {
	t.Helper()
	update(t, s, func(ctx context.Context, tx store.Tx) error { return tx.DeleteAccount(ctx, account, noon()) })
}

// fillWithAccounts writes two accounts of an organisation, the first of which
// every place names that can name an account, and a third beside them.
func fillWithAccounts(t *testing.T, s store.Store) {
	t.Helper()
	o := organisation(1)
	first, second, third := account(1), account(2), account(3)
	o.ID, first.ID, second.ID, third.ID = theirs, closing, colleague, stranger
	first.Role, first.Organisation, second.Role, second.Organisation = store.VerifierRole, o.ID, store.VerifierRole, o.ID
	addAccounts(t, s, first, second, third)
	add(t, s, certificate(1))
	key, others, kept := apiKey(1), apiKey(2), keptAnswer()
	key.Authority, key.Organisation, others.Authority, others.Organisation, others.CreatedBy = "", o.ID, "", o.ID, second.ID
	kept.Caller = key.ID
	asked, due, hook, seen := request(1), dueMessage(1), webhook(1, o.ID), watch(1, o.ID)
	asked.Account, due.Account, hook.By, seen.By = first.ID, first.ID, first.ID, first.ID
	moved, passkey, ceremony := contactChange(1), passkey(1), ceremony(1)
	moved.AccountID, passkey.AccountID, ceremony.AccountID, key.CreatedBy = first.ID, first.ID, first.ID, first.ID
	job := batch(1)
	job.Organisation, job.Account = o.ID, first.ID
	told := event(1, o.ID)
	update(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, write := range []func() error{
			func() error { return tx.AddOrganisation(ctx, o) },
			func() error { return tx.AddSession(ctx, session("one", first.ID)) },
			func() error {
				return tx.PutOneTimeCode(ctx, store.OneTimeCode{AccountID: first.ID, Purpose: "claim", Hash: []byte("h"), ExpiresAt: noon()})
			},
			func() error { return tx.AddContactChange(ctx, moved) },
			func() error { return tx.PutRecoveryCodes(ctx, first.ID, [][]byte{[]byte("a")}, noon()) },
			func() error { return tx.AddPasskey(ctx, passkey) },
			func() error { return tx.AddCeremony(ctx, ceremony) },
			func() error { _, _, err := tx.KnowDevice(ctx, first.ID, []byte("d"), noon()); return err },
			func() error { return tx.AddMessage(ctx, due) },
			func() error {
				return tx.PutMessageChoices(ctx, first.ID, store.MessageChoices{Language: messages.English})
			},
			func() error { return tx.AddRequest(ctx, asked) },
			func() error {
				return tx.PutQueryNumber(ctx, store.QueryNumber{Certificate: certificate(1).ID, AccountID: first.ID, Number: cert.QueryNumber("0123456789ABC"), MadeAt: noon()})
			},
			func() error {
				return tx.PutInquiry(ctx, store.Inquiry{ID: id(8), AccountID: first.ID, Bound: "b", Question: []byte("q"), ExpiresAt: noon()})
			},
			func() error { return tx.AddAPIKey(ctx, key) },
			func() error { return tx.AddAPIKey(ctx, others) },
			func() error { return tx.ReserveAnswer(ctx, kept, noon()) },
			func() error { return tx.AddBatch(ctx, job) },
			func() error { return tx.AddWatch(ctx, seen) },
			func() error { return tx.AddWebhook(ctx, hook) },
			func() error { return tx.AddEvent(ctx, told) },
			func() error { return tx.AddDispatch(ctx, dispatch(told, hook)) },
			func() error { _, err := tx.TakeLookups(ctx, o.ID, certificate(1).IssuedOn, 1, 9); return err },
			func() error {
				return tx.AddCheck(ctx, store.Check{Certificate: certificate(1).ID, At: noon(), Way: store.CheckedByData, Organisation: o.ID})
			},
			func() error {
				return tx.Record(ctx, audit.Entry{At: noon().Add(time.Minute), Actor: "cli", Action: "account.enrol", Subject: first.ID})
			},
		} {
			if err := write(); err != nil {
				return err
			}
		}
		return nil
	})
}
