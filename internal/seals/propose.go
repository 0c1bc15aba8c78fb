package seals

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pades"
	"yinxin.example/yinxin/internal/store"
)

// The limits of what a seal may be given.
const (
	maxScope  = 500           // qualifications
	maxName   = 100           // code points of one
	maxBudget = 1_000_000_000 // signatures
)

// Request is a change of a seal as a custodian asks for it.
type Request struct {
	Kind      store.ProposalKind
	Seal      string         // ID; "" for CreateKind
	Algorithm string         // CreateKind: as in signature/key; "" for p256
	InDevice  bool           // CreateKind: the key is made in the device
	DeviceKey string         // CreateKind: names a key that the device has; its algorithm counts
	Imported  *ImportedKey   // CreateKind: the key itself; its algorithm counts
	Scope     cert.SealScope // CreateKind, ScopeKind
	Budget    int            // CreateKind, BudgetKind; 0 for no limit
	Level     string         // CreateKind, LevelKind: as in signature/pades; "" for b-b
	Form      string         // CreateKind: one of Forms; "" for cades
	Chain     []byte         // ActivateKind: PEM
	// ActivateKind, and CreateKind of an imported key, which nothing is made of
	// unless it can be put into use: the SESeal, DER or PEM, that its maker made for
	// an electronic seal; empty for other forms.
	Electronic []byte
	From       civil.Date // ActivateKind: the first day it seals on; zero for at once
	Since      time.Time  // CompromiseKind: since when its key may have been in other hands
	Revoke     string     // RevokeKind, and RetireKind to revoke its certificate, too: one of RevocationReasons
	Reason     string
	LegalBase  string
	Evidence   []store.Evidence
}

// payload is what carrying a proposal out needs beside its content.
type payload struct {
	Algorithm string         `json:"algorithm,omitempty"`
	InDevice  bool           `json:"in_device,omitempty"`
	DeviceKey string         `json:"device_key,omitempty"`
	KeyFile   string         `json:"key_file,omitempty"` // SHA-256 of the public key, hexadecimal
	Scope     cert.SealScope `json:"scope,omitempty"`
	Budget    int            `json:"budget,omitempty"`
	Level     string         `json:"level,omitempty"`
	Form      string         `json:"form,omitempty"`
	Chain     [][]byte       `json:"chain,omitempty"` // DER
	// Electronic is an SESeal, DER.
	Electronic []byte     `json:"electronic,omitempty"`
	From       civil.Date `json:"from,omitzero"`
	Since      time.Time  `json:"since,omitzero"`
	Revoke     int        `json:"revoke,omitempty"` // CRLReason
}

// Algorithms lists the keys a seal may be made with, the usual one first.
func Algorithms() []string {
	return []string{cms.P256.String(), cms.P384.String(), cms.RSA3072.String(), cms.SM2.String()}
}

// Propose proposes a change of one of the person's authority's seals. Nothing
// is proposed that could not be approved now. It fails with NotFound for
// another authority's seal, as Next, ReadChain and approval.Service.Propose do,
// and with Invalid algorithm_unknown, seal_scope_empty, seal_scope_malformed,
// seal_budget_malformed, seal_level_unknown, those of the form (seal_form_…), of
// ReadElectronic, eseal_not_asked, seal_unchanged, seal_begins_outside, compromise_missing,
// compromise_to_come, compromise_not_earlier, revocation_reason_unknown,
// revocation_elsewhere or revoked_already. An imported key also fails as
// ReadChain and ReadElectronic do, and with Conflict key_file_taken. It has to be
// approved in this process, else Approve is Conflict, key_file_elsewhere.
func (c *Custody) Propose(ctx context.Context, by store.Account, asked Request) (p store.Proposal, err error) {
	const op = "seals.Propose"
	err = c.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		draft, err := c.draft(ctx, tx, by, asked)
		if err != nil {
			return err
		}
		p, err = c.Approval.ProposeIn(ctx, tx, by, draft)
		return err
	})
	if err == nil && asked.Imported != nil {
		c.imported.Store(p.Subject, asked.Imported)
	}
	return p, fault.Wrap(op, err)
}

// reader is what proposals are checked against.
type reader interface {
	store.SealReader
	store.IssuedReader
}

func (c *Custody) draft(ctx context.Context, r reader, by store.Account, asked Request) (approval.Draft, error) {
	var said payload
	var changes []store.Change
	var err error
	if asked.Kind == CreateKind {
		asked.Seal = strings.ToLower(rand.Text())
		said, changes, err = c.creation(ctx, r, by.Authority, asked)
	} else {
		var s store.Seal
		if s, err = own(ctx, r, by.Authority, asked.Seal); err == nil {
			said, changes, err = c.change(ctx, r, s, asked)
		}
	}
	if err != nil {
		return approval.Draft{}, err
	}
	carried, err := json.Marshal(said)
	return approval.Draft{Kind: asked.Kind, Subject: asked.Seal, Content: store.ProposalContent{
		Changes: changes, Payload: carried, Reason: asked.Reason, LegalBase: asked.LegalBase, Evidence: asked.Evidence,
	}}, err
}

// own reads a seal of the authority.
func own(ctx context.Context, r store.SealReader, authority, id string) (store.Seal, error) {
	s, err := r.Seal(ctx, id)
	if err == nil && s.Authority != authority {
		err = fault.New("seals.own", fault.NotFound, "not_found")
	}
	return s, err
}

func (c *Custody) creation(ctx context.Context, r store.SealReader, authority string, asked Request) (payload, []store.Change, error) {
	asked.Form = FormName(asked.Form)
	if asked.Algorithm == "" {
		asked.Algorithm = Algorithms()[0]
		if Electronic(asked.Form) {
			asked.Algorithm = cms.SM2.String()
		}
	}
	if asked.Imported != nil {
		if err := c.importable(ctx, r, authority, asked.Imported); err != nil {
			return payload{}, nil, err
		}
		asked.Algorithm = asked.Imported.private.Algorithm().String()
	} else if asked.DeviceKey != "" {
		s, err := c.attachable(ctx, r, asked.DeviceKey)
		if err != nil {
			return payload{}, nil, err
		}
		asked.Algorithm = s.Algorithm().String()
	} else if asked.InDevice && c.Device == nil {
		return payload{}, nil, fault.New("seals.Propose", fault.Unavailable, "hsm_not_configured")
	}
	if asked.Imported == nil && !slices.Contains(Algorithms(), asked.Algorithm) { // RSA-2048 and 4096 come in, but are not made
		return payload{}, nil, fault.New("seals.Propose", fault.Invalid, "algorithm_unknown").At("algorithm")
	}
	if err := checkScope(asked.Scope); err != nil {
		return payload{}, nil, err
	}
	if err := checkBudget(asked.Budget); err != nil {
		return payload{}, nil, err
	}
	level, err := pades.ParseLevel(asked.Level)
	if err != nil {
		return payload{}, nil, fault.New("seals.Propose", fault.Invalid, "seal_level_unknown").At("level")
	}
	if err := checkForm(asked.Form, asked.Algorithm, level, asked.Scope); err != nil {
		return payload{}, nil, err
	}
	said := payload{
		Algorithm: asked.Algorithm, InDevice: asked.InDevice, DeviceKey: asked.DeviceKey, Scope: asked.Scope, Budget: asked.Budget,
		Level: level.String(), Form: asked.Form,
	}
	if asked.Imported != nil {
		if _, _, err := electronic(store.Seal{Form: asked.Form}, asked.Electronic, asked.Imported.chain[0], c.Now()); err != nil {
			return payload{}, nil, err
		}
		said.KeyFile = asked.Imported.digest()
	}
	changes := []store.Change{
		{Field: "seal.authority", After: authority},
		{Field: "seal.algorithm", After: asked.Algorithm},
		{Field: "seal.scope", After: told(asked.Scope)},
		{Field: "seal.budget", After: budgetText(asked.Budget)},
	}
	if Electronic(asked.Form) {
		changes = append(changes, store.Change{Field: "seal.form", After: FormText(asked.Form)})
	}
	if !Electronic(asked.Form) || level > pades.BaselineB {
		changes = append(changes, store.Change{Field: "seal.level", After: LevelText(level.String())})
	}
	if where := said.keptIn(); where != "" {
		changes = append(changes, store.Change{Field: "seal.key", After: where})
	}
	return said, changes, nil
}

// change checks a change of a seal that is there, and tells it.
func (c *Custody) change(ctx context.Context, r reader, s store.Seal, asked Request) (payload, []store.Change, error) {
	const op = "seals.Propose"
	to, err := Next(asked.Kind, s.State)
	if err != nil {
		return payload{}, nil, err
	}
	switch asked.Kind {
	case ScopeKind:
		before, after := told(s.Scope), told(asked.Scope)
		if err := checkScope(asked.Scope); err != nil {
			return payload{}, nil, err
		}
		if before == after {
			return payload{}, nil, fault.New(op, fault.Invalid, "seal_unchanged").At("scope")
		}
		if err := checkForm(FormName(s.Form), s.Algorithm, pades.BaselineB, asked.Scope); err != nil {
			return payload{}, nil, err
		}
		return payload{Scope: asked.Scope}, []store.Change{{Field: "seal.scope", Before: before, After: after}}, nil
	case BudgetKind:
		if err := checkBudget(asked.Budget); err != nil {
			return payload{}, nil, err
		}
		if s.Budget == asked.Budget {
			return payload{}, nil, fault.New(op, fault.Invalid, "seal_unchanged").At("budget")
		}
		return payload{Budget: asked.Budget},
			[]store.Change{{Field: "seal.budget", Before: budgetText(s.Budget), After: budgetText(asked.Budget)}}, nil
	case LevelKind:
		return relevelling(s, asked.Level)
	case ActivateKind:
		return c.activation(s, asked)
	case CompromiseKind:
		return c.compromise(s, asked.Since)
	case RetireKind:
		return retirement(ctx, r, s, to, asked.Revoke)
	case RevokeKind:
		return revocation(ctx, r, s, asked.Revoke)
	}
	return payload{}, []store.Change{{Field: "seal.state", Before: string(s.State), After: string(to)}}, nil
}

func checkScope(scope cert.SealScope) error {
	const op = "seals.Propose"
	if len(scope) == 0 {
		return fault.New(op, fault.Invalid, "seal_scope_empty").At("scope")
	}
	seen := map[string]bool{}
	for _, item := range scope {
		if item.Qualification == "" || utf8.RuneCountInString(item.Qualification) > maxName || seen[item.Qualification] || len(scope) > maxScope {
			return fault.New(op, fault.Invalid, "seal_scope_malformed").At("scope")
		}
		seen[item.Qualification] = true
	}
	return nil
}

func checkBudget(budget int) error {
	if budget < 0 || budget > maxBudget {
		return fault.New("seals.Propose", fault.Invalid, "seal_budget_malformed").At("budget")
	}
	return nil
}

// budgetText is a budget for people to read; — is no limit.
func budgetText(budget int) string {
	if budget == 0 {
		return "—"
	}
	return strconv.Itoa(budget)
}

// told is a scope for people to read, in one line.
func told(scope cert.SealScope) string {
	var lines []string
	for _, item := range scope {
		lines = append(lines, strings.TrimSpace(item.Qualification+" "+item.From.String()))
	}
	return strings.Join(lines, "；")
}
