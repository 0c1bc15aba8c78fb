package relational

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// pageOfProposals is how many proposals a filter without a limit chooses.
const pageOfProposals = 50

type proposalStatements struct {
	byID, chosen, countOpen, add, lock, decide string
}

func newProposalStatements(m *Mapping) proposalStatements {
	selected := "SELECT " + columns(proposalFields(), "") + " FROM proposals "
	open := "state = '" + string(store.ProposalOpen) + "'"
	return proposalStatements{
		byID: m.sql(selected + "WHERE id = $1"),
		chosen: m.sql(selected + "WHERE ($1 = '' OR authority = $1) AND ($2 = '' OR state = $2)" +
			" AND ($3 = '' OR kind LIKE $3) AND ($4 = '' OR subject = $4)" +
			" AND ($5 = '' OR (proposed_at, id) < (SELECT proposed_at, id FROM proposals WHERE id = $5))" +
			" AND ($6 = '' OR proposed_by = $6) AND ($7 = '' OR state <> $7)" +
			" ORDER BY proposed_at DESC, id DESC LIMIT $8"),
		countOpen: m.sql("SELECT COUNT(*) FROM proposals WHERE authority = $1 AND " + open),
		add: m.sql("INSERT INTO proposals (" + columns(proposalFields(), "") + ", key_number) VALUES (" +
			placeholders(len(proposalFields())+1) + ")"),
		lock: m.sql(selected + "WHERE id = $1 " + m.dialect.Lock),
		decide: m.sql("UPDATE proposals SET state = $2, decided_by = $3, decided_at = $4, answer = '', content_sealed = $5, key_number = $6" +
			" WHERE id = $1 AND " + open),
	}
}

func proposalFields() []string {
	return []string{"id", "authority", "kind", "subject", "content_sealed", "proposed_by", "proposed_at", "state", "decided_by", "decided_at", "answer"}
}

// sealedProposal is what of a proposal people typed. Proposals that were decided
// by earlier versions have their answer in the column of that name.
type sealedProposal struct {
	store.ProposalContent
	Answer string `json:"answer,omitempty"`
}

func (m *Mapping) scanProposal(rows Rows) (p store.Proposal, err error) {
	var content string
	err = rows.Scan(&p.ID, &p.Authority, &p.Kind, &p.Subject, m.vault.opened(purposeProposal, &content),
		&p.ProposedBy, toInstant{&p.ProposedAt}, &p.State, &p.DecidedBy, toInstant{&p.DecidedAt}, &p.Answer)
	if err != nil {
		return p, err
	}
	var sealed sealedProposal
	err = json.Unmarshal([]byte(content), &sealed)
	p.Content, p.Answer = sealed.ProposalContent, cmp.Or(sealed.Answer, p.Answer)
	return p, err
}

// Proposal returns the proposal.
func (r reader) Proposal(ctx context.Context, id string) (store.Proposal, error) {
	return one(ctx, r, "store.Proposal", r.m.scanProposal, r.m.proposals.byID, id)
}

// Proposals returns the proposals the filter chooses, newest first.
func (r reader) Proposals(ctx context.Context, f store.ProposalFilter) ([]store.Proposal, error) {
	const op = "store.Proposals"
	if f.Limit > store.ListLimit {
		return nil, fault.New(op, fault.Invalid, reasonListTooLong)
	}
	kind := string(f.Kind)
	if strings.HasSuffix(kind, ".") {
		kind += "%"
	}
	not := store.ProposalState("")
	if f.Decided {
		not = store.ProposalOpen
	}
	return list(ctx, r, op, r.m.scanProposal, r.m.proposals.chosen,
		f.Authority, string(f.State), kind, f.Subject, f.After, f.By, string(not), int64(cmp.Or(f.Limit, pageOfProposals)))
}

// CountOpenProposals returns how many of an authority's proposals are open.
func (r reader) CountOpenProposals(ctx context.Context, authority string) (int, error) {
	return one(ctx, r, "store.CountOpenProposals", scanner[int], r.m.proposals.countOpen, authority)
}

// AddProposal adds an open proposal.
func (t tx) AddProposal(ctx context.Context, p store.Proposal) error {
	const op = "store.AddProposal"
	content, err := document(sealedProposal{p.Content, p.Answer})
	if err != nil {
		return t.m.Fault(op, err)
	}
	key := t.m.vault.current()
	err = t.whole(ctx, op, func() error {
		_, err := t.exec(ctx, op, t.m.proposals.add, p.ID, p.Authority, string(p.Kind), p.Subject,
			t.m.vault.seal(purposeProposal, content), p.ProposedBy, instant(p.ProposedAt), string(p.State),
			p.DecidedBy, instant(p.DecidedAt), "", key)
		return err
	})
	if fault.Is(err, fault.Conflict) {
		return &fault.Error{Op: op, Kind: fault.Conflict, Reason: reasonProposalOpen, Err: err}
	}
	return err
}

// LockProposal returns the proposal, held until the transaction ends.
func (t tx) LockProposal(ctx context.Context, id string) (store.Proposal, error) {
	return one(ctx, t.reader, "store.LockProposal", t.m.scanProposal, t.m.proposals.lock, id)
}

// DecideProposal stores the decision on a proposal that is open.
func (t tx) DecideProposal(ctx context.Context, p store.Proposal) error {
	const op = "store.DecideProposal"
	content, err := document(sealedProposal{p.Content, p.Answer})
	if err != nil {
		return t.m.Fault(op, err)
	}
	key := t.m.vault.current()
	n, err := t.exec(ctx, op, t.m.proposals.decide, p.ID, string(p.State), p.DecidedBy, instant(p.DecidedAt),
		t.m.vault.seal(purposeProposal, content), key)
	if err == nil && n == 0 {
		err = conflict(op, reasonProposalDecided)
	}
	return err
}
