package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/approval"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/issuing"
	"yinxin.example/yinxin/internal/store"
)

// ProposedChange is a change of a certificate as it is proposed.
type ProposedChange struct {
	Kind        string            `json:"kind" enum:"correct,suspend,lift,revoke,cancel,lapse,reissue"`
	Public      string            `json:"public" maxLength:"300" doc:"The reason that anyone who checks is told: no personal data"`
	Internal    string            `json:"internal,omitempty" maxLength:"1000" doc:"What colleagues should know besides"`
	LegalBase   string            `json:"legal_base,omitempty" maxLength:"300" doc:"依据; a revocation needs one"`
	EffectiveOn string            `json:"effective_on,omitempty" maxLength:"10" doc:"The day from which it counts (YYYY-MM-DD); absent: when approved"`
	Corrections map[string]string `json:"corrections,omitempty" doc:"Of a correction: the right values by field, e.g. name, id_number, birth_date, level"`
	Evidence    []string          `json:"evidence,omitempty" nullable:"false" maxItems:"5" doc:"What POST /evidence answered"`
}

type changeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body ProposedChange
}

// Evidence is a file kept for a proposal.
type Evidence struct {
	Evidence  string    `json:"evidence" doc:"Stands for the file in the evidence of a proposal"`
	Name      string    `json:"name"`
	Size      int       `json:"size" doc:"Bytes"`
	ExpiresAt time.Time `json:"expires_at" doc:"Until then a proposal can name it"`
}

// evidenceLife is how long a file waits for the proposal that names it.
const evidenceLife = 24 * time.Hour

// keptEvidence is what the opaque name of a file stands for.
type keptEvidence struct {
	File  store.Evidence
	Until time.Time
}

func (r *routes) changes() {
	need := creates(apikeys.ProposeChanges)
	need.upload = true
	r.plain(operation{
		method: http.MethodPost, path: "/evidence", id: "createEvidence", tag: "changes", summary: "Keep a file that supports a proposal",
		about: "PDF, JPEG or PNG, at most 10 MiB.", rule: need,
	}, func(op *huma.Operation) {
		op.RequestBody = formWithFile("The file")
		op.Responses["201"] = answer[Evidence](r, "How a proposal names it")
	}, r.createEvidence)
	add(r, operation{
		method: http.MethodPost, path: "/certificates/{id}/proposals", id: "proposeChange", tag: "changes", summary: "Propose a change of a certificate",
		about: "A reviewer approves it at the console, or sends it back.", rule: creates(apikeys.ProposeChanges),
	}, r.proposeChange)
}

func (a *API) createEvidence(w http.ResponseWriter, r *http.Request, c apikeys.Caller) error {
	part, digest, err := receive(w, r)
	if err != nil {
		return err
	}
	// One byte more than is taken, so that more is told as that.
	content, err := io.ReadAll(io.TeeReader(io.LimitReader(part, approval.MaxEvidenceBytes+1), digest))
	if err != nil {
		return brokenForm(err)
	}
	kept := keptEvidence{Until: a.Now().Add(evidenceLife)}
	if kept.File, err = a.Approval.KeepEvidence(r.Context(), part.FileName(), content); err != nil {
		return err
	}
	name, err := a.token("evidence", c.ID(), kept)
	if err != nil {
		return err
	}
	*callOf(r.Context()).digest = digest.Sum(nil)
	return a.writeJSON(w, http.StatusCreated, Evidence{name, kept.File.Name, kept.File.Size, kept.Until})
}

// evidence opens the names of files that this caller had kept.
func (a *API) evidence(c apikeys.Caller, names []string) ([]store.Evidence, error) {
	const reason, field = "evidence_unknown", "evidence"
	var files []store.Evidence
	for _, name := range names {
		var kept keptEvidence
		if err := a.untoken("evidence", c.ID(), name, &kept, reason, field); err != nil {
			return nil, err
		}
		if !a.Now().Before(kept.Until) {
			return nil, fault.New("api.evidence", fault.Invalid, reason).At(field)
		}
		files = append(files, kept.File)
	}
	return files, nil
}

func (a *API) proposeChange(ctx context.Context, c apikeys.Caller, in *changeInput) (*proposalOutput, error) {
	asked := in.Body
	request := issuing.Request{
		Certificate: cert.ID(in.ID), Kind: cert.ChangeKind(asked.Kind), Public: asked.Public, Internal: asked.Internal,
		LegalBase: asked.LegalBase, Corrections: asked.Corrections,
	}
	var err error
	if request.EffectiveOn, err = dayOf(asked.EffectiveOn); err != nil {
		return nil, err
	}
	if request.Evidence, err = a.evidence(c, asked.Evidence); err != nil {
		return nil, err
	}
	p, err := a.Issuing.Propose(ctx, c.Acting(store.OfficerRole), request)
	if err != nil {
		return nil, err
	}
	return a.proposal(ctx, c, p)
}

// dayOf reads the day from which a proposal counts; "" is the zero day.
func dayOf(text string) (civil.Date, error) {
	if text == "" {
		return civil.Date{}, nil
	}
	on, err := civil.Parse(text)
	if err != nil {
		return on, fault.New("api.dayOf", fault.Invalid, "effective_malformed").At("effective_on")
	}
	return on, nil
}
