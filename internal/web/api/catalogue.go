package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/catalogue"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// CatalogueVersion is a version of the authority's part of the catalogue.
type CatalogueVersion struct {
	Number      int        `json:"number"`
	State       string     `json:"state" enum:"in_force,coming,replaced"`
	EffectiveOn string     `json:"effective_on" format:"date" doc:"First day in force"`
	Entries     int        `json:"entries"`
	AddedAt     *time.Time `json:"added_at,omitempty"`
}

// CatalogueVersions are an authority's.
type CatalogueVersions struct {
	Versions []CatalogueVersion `json:"versions" nullable:"false" doc:"Newest first"`
}

// ProposedCatalogue is a version as it is proposed.
type ProposedCatalogue struct {
	File        string `json:"file" maxLength:"4000000" doc:"The whole of the authority's part, as GET /catalogue/versions/{number} gives one (CSV)"`
	EffectiveOn string `json:"effective_on,omitempty" maxLength:"10" doc:"First day in force (YYYY-MM-DD); absent: today"`
	Reason      string `json:"reason" maxLength:"1000"`
}

type versionsOutput struct{ Body CatalogueVersions }

type catalogueInput struct{ Body ProposedCatalogue }

// maxCatalogue bounds a proposed catalogue with what JSON adds to it, in bytes.
const maxCatalogue = 8 << 20

func (r *routes) catalogue() {
	add(r, operation{
		method: http.MethodGet, path: "/catalogue/versions", id: "listCatalogueVersions", tag: "catalogue", summary: "List the versions", rule: reads(apikeys.ReadCatalogue),
	}, func(ctx context.Context, c apikeys.Caller, _ *struct{}) (*versionsOutput, error) {
		all, err := r.Catalogue.Versions(ctx, c.Key.Authority)
		out := CatalogueVersions{Versions: make([]CatalogueVersion, len(all))}
		for i, v := range all {
			out.Versions[i] = CatalogueVersion{v.Number, string(v.State), v.EffectiveOn.String(), v.Rows, instant(v.At)}
		}
		return &versionsOutput{out}, err
	})
	r.plain(operation{
		method: http.MethodGet, path: "/catalogue/versions/{number}", id: "getCatalogueVersion", tag: "catalogue", summary: "One version as a file (CSV)", rule: reads(apikeys.ReadCatalogue),
	}, func(op *huma.Operation) {
		number := inPath("number")
		number.Schema = &huma.Schema{Type: "integer", Format: "int32"}
		op.Parameters = append(op.Parameters, number)
		op.Responses["200"] = file("The version", "text/csv")
	}, r.catalogueVersion)
	need := creates(apikeys.ProposeChanges)
	need.maxBody = maxCatalogue
	add(r, operation{
		method: http.MethodPost, path: "/catalogue/proposals", id: "proposeCatalogue", tag: "catalogue", summary: "Propose another version",
		about: "A reviewer approves it at the console, or sends it back.", rule: need,
	}, r.proposeCatalogue)
}

func (a *API) catalogueVersion(w http.ResponseWriter, r *http.Request, c apikeys.Caller) error {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return fault.New("api.catalogueVersion", fault.NotFound, "not_found")
	}
	content, err := a.Catalogue.File(r.Context(), c.Key.Authority, number)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="catalogue-`+strconv.Itoa(number)+`.csv"`)
	_, err = w.Write(content)
	return err
}

func (a *API) proposeCatalogue(ctx context.Context, c apikeys.Caller, in *catalogueInput) (*proposalOutput, error) {
	on, err := dayOf(in.Body.EffectiveOn)
	if err != nil {
		return nil, err
	}
	entries, err := catalogue.Parse(strings.NewReader(in.Body.File))
	if err != nil {
		return nil, err
	}
	draft, _, err := a.Catalogue.Draft(ctx, c.Key.Authority, entries, on)
	if err != nil {
		return nil, err
	}
	draft.Content.Reason = in.Body.Reason
	p, err := a.Approval.Propose(ctx, c.Acting(store.AdministratorRole), draft)
	if err != nil {
		return nil, err
	}
	return a.proposal(ctx, c, p)
}
