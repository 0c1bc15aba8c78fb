package api

import (
	"context"
	"net/http"
	"time"

	"yinxin.example/yinxin/internal/apikeys"
	"yinxin.example/yinxin/internal/seals"
)

// Seal (电子印章) is one of the authority's seals.
type Seal struct {
	ID        string      `json:"id"`
	State     string      `json:"state" enum:"awaiting_chain,active,frozen,retired"`
	Algorithm string      `json:"algorithm"`
	Level     string      `json:"level" enum:"b-b,b-t,b-lt,b-lta" doc:"Level of PAdES that it seals at"`
	Form      string      `json:"form" enum:"cades,sm2seal,sm2seal-second" doc:"A CMS, an electronic seal of GB/T 38540 and no CMS, or such a one behind the CMS of another seal"`
	Scope     []SealScope `json:"scope" nullable:"false" doc:"What it may seal; it refuses the rest"`
	Budget    int         `json:"budget" doc:"Signatures for the certificates of one release; 0 for no limit"`
	UsesToday int         `json:"uses_today"`
	Uses      int         `json:"uses"`

	Turn          string     `json:"turn,omitempty" enum:"next,current,previous" doc:"Among the authority's seals today; absent: none, as before it has a chain and once it is retired"`
	From          string     `json:"from,omitempty" format:"date" doc:"First day it seals on, in Beijing; absent: any day"`
	CompromisedAt *time.Time `json:"compromised_at,omitempty" doc:"Since when its key may have been in other hands; absent: not known of"`
}

// SealScope is something that a seal may seal.
type SealScope struct {
	Qualification string `json:"qualification"`
	From          string `json:"from,omitempty" format:"date" doc:"First day; absent: any day"`
}

// Seals are an authority's.
type Seals struct {
	Seals []Seal `json:"seals" nullable:"false" doc:"Newest first"`
}

type sealInput struct {
	ID string `path:"id" maxLength:"64"`
}

type sealOutput struct{ Body Seal }

type sealsOutput struct{ Body Seals }

func (r *routes) seals() {
	add(r, operation{
		method: http.MethodGet, path: "/seals", id: "listSeals", tag: "seals", summary: "List the authority's seals", rule: reads(apikeys.ReadSeals),
	}, func(ctx context.Context, c apikeys.Caller, _ *struct{}) (*sealsOutput, error) {
		kept, err := r.Custody.List(ctx, c.Key.Authority)
		out := Seals{Seals: make([]Seal, len(kept))}
		for i, one := range kept {
			out.Seals[i] = sealOf(one)
		}
		return &sealsOutput{out}, err
	})
	add(r, operation{
		method: http.MethodGet, path: "/seals/{id}", id: "getSeal", tag: "seals", summary: "One seal", rule: reads(apikeys.ReadSeals),
	}, func(ctx context.Context, c apikeys.Caller, in *sealInput) (*sealOutput, error) {
		kept, err := r.Custody.Find(ctx, c.Key.Authority, in.ID)
		return &sealOutput{sealOf(kept)}, err
	})
}

func sealOf(s seals.Kept) Seal {
	out := Seal{
		ID: s.ID, State: string(s.State), Algorithm: s.Algorithm, Level: seals.LevelName(s.Level), Form: seals.FormName(s.Form), Scope: []SealScope{}, Budget: s.Budget,
		UsesToday: s.Uses.OnDay, Uses: s.Uses.Total,
	}
	out.Turn, out.From = string(s.Turn), s.From.String()
	if !s.CompromisedAt.IsZero() {
		out.CompromisedAt = &s.CompromisedAt
	}
	for _, item := range s.Scope {
		out.Scope = append(out.Scope, SealScope{item.Qualification, item.From.String()})
	}
	return out
}
