package checking

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Cipher seals what a page carries, so that it cannot be made up.
type Cipher interface {
	Seal(purpose string, plain []byte) []byte
	Open(purpose string, sealed []byte) ([]byte, error)
}

// Records keeps what a check found (查验记录) where whoever checked asks for
// it. The page of a file, which is not kept, carries its own finding, sealed, as
// a draft; a code is looked up anew. It is safe for concurrent use.
type Records struct {
	Store    store.Store
	Cipher   Cipher
	KeepDays int
	Now      func() time.Time
}

// draftFor is how long after a check its draft is taken.
const draftFor = 2 * time.Hour

const draftPurpose = "checking/record"

// Draft is the sealed finding of a file; digest is the SHA-256 of the file.
func (k *Records) Draft(result Result, digest string) (string, error) {
	plain, err := json.Marshal(store.CheckRecord{
		Code: cert.NewRecordCode(), At: result.At, FileDigest: digest, Copy: result.Copy, AskedDay: result.Day,
		Verdict: string(result.Verdict), Integrity: string(result.Integrity), Seal: string(result.Seal),
		Certificate: string(result.Certificate), Endorsement: string(result.Endorsement),
		Reasons: result.Reasons, Demo: result.Demo,
	})
	return base64.RawURLEncoding.EncodeToString(k.Cipher.Seal(draftPurpose, plain)), err
}

// notJudged is what a look-up says of file and seal.
const notJudged = "not_judged"

// Keep keeps the finding of a draft, in the name of the account signed in, nil
// for nobody. Keeping it twice is keeping it once. It fails with Invalid
// record_draft_unusable for what is no draft, or too old.
func (k *Records) Keep(ctx context.Context, draft string, by *store.Account) (store.CheckRecord, error) {
	record, err := k.open(draft)
	if err != nil {
		return store.CheckRecord{}, err
	}
	return k.keep(ctx, record, by)
}

// KeepLookup keeps the finding of a look-up of this moment; demo tells that the
// installation is a demonstration.
func (k *Records) KeepLookup(ctx context.Context, found CodeResult, demo bool, by *store.Account) (store.CheckRecord, error) {
	record := store.CheckRecord{
		Code: cert.NewRecordCode(), At: found.At, Copy: found.Copy.Code, AskedDay: found.Day,
		Verdict: string(found.Verdict), Integrity: notJudged, Seal: notJudged,
		Certificate: string(found.Certificate), Endorsement: string(found.Endorsement), Demo: demo,
	}
	for _, reason := range found.Reasons {
		record.Reasons = append(record.Reasons, string(reason))
	}
	return k.keep(ctx, record, by)
}

func (k *Records) keep(ctx context.Context, record store.CheckRecord, by *store.Account) (store.CheckRecord, error) {
	err := k.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		record.CheckedBy, record.ByNumber = "", ""
		if by != nil && by.Organisation != "" {
			o, err := tx.Organisation(ctx, by.Organisation)
			if err != nil {
				return err
			}
			record.CheckedBy, record.ByNumber = o.Name, o.Number
		} else if by != nil && by.Role != store.HolderRole {
			record.CheckedBy = by.Authority
		}
		return tx.AddCheckRecord(ctx, record)
	})
	return record, fault.Wrap("checking.keep", err)
}

func (k *Records) open(draft string) (record store.CheckRecord, err error) {
	unusable := fault.New("checking.Keep", fault.Invalid, "record_draft_unusable")
	sealed, err := base64.RawURLEncoding.DecodeString(draft)
	if err != nil {
		return record, unusable
	}
	plain, err := k.Cipher.Open(draftPurpose, sealed)
	if err != nil || json.Unmarshal(plain, &record) != nil {
		return record, unusable
	}
	if age := k.Now().Sub(record.At); age < 0 || age > draftFor {
		return record, unusable
	}
	return record, nil
}

// Find returns a record by its code as people type it; what is malformed or
// unknown is NotFound alike.
func (k *Records) Find(ctx context.Context, typed string) (record store.CheckRecord, err error) {
	const op = "checking.Find"
	unknown := fault.New(op, fault.NotFound, "record_unknown")
	code, err := cert.ParseRecordCode(typed)
	if err != nil {
		return record, unknown
	}
	err = k.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		record, err = r.CheckRecord(ctx, code)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return record, unknown
	}
	return record, fault.Wrap(op, err)
}

// KeptUntil is the last day on which a record is kept.
func (k *Records) KeptUntil(record store.CheckRecord) civil.Date {
	return civil.Of(record.At).AddDays(k.KeepDays)
}

// Prune forgets records that are older than they are kept.
func (k *Records) Prune(ctx context.Context) error {
	return fault.Wrap("checking.Prune", k.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.ForgetCheckRecords(ctx, civil.Of(k.Now()).AddDays(-k.KeepDays).Start())
	}))
}
