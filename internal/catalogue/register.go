package catalogue

import (
	"bytes"
	"context"
	"slices"
	"time"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Register is an installation's catalogue in its versions: each authority has
// its own part, and each version of it the day it takes effect. It is safe for
// concurrent use.
type Register struct {
	Store     store.Store
	Templates []string // that entries may name
	Scenarios []string // of the policy
	Now       func() time.Time
}

func (g *Register) today() civil.Date { return civil.Of(g.Now()) }

// check refuses entries that name what this installation does not have, or a
// seal of another authority, which would refuse every copy (seals.Check).
func (g *Register) check(entries []Entry) error {
	for i, e := range entries {
		if e.Seal != e.Authority {
			return badValue(columns()[5], i+2)
		}
		if e.Template != "" && !slices.Contains(g.Templates, e.Template) {
			return badValue(columns()[11], i+2)
		}
		for _, s := range e.Scenarios {
			if !slices.Contains(g.Scenarios, s) {
				return badValue(columns()[10], i+2)
			}
		}
	}
	return nil
}

// Load makes the entries the whole catalogue from a day on, on the word of
// whoever runs the command: of each authority whose part differs it adds a
// version, an empty one where the entries have none of an authority that was
// there. It returns the versions added. A day that has passed
// (effective_on_past) is only for an authority's first version.
func (g *Register) Load(ctx context.Context, entries []Entry, from civil.Date) (added []store.CatalogueVersion, err error) {
	const op = "catalogue.Load"
	if err := g.check(entries); err != nil {
		return nil, err
	}
	err = g.Store.Update(ctx, func(ctx context.Context, tx store.Tx) error {
		added = nil
		before, err := tx.Catalogue(ctx, from)
		if err != nil {
			return err
		}
		known, err := tx.CatalogueVersions(ctx)
		if err != nil {
			return err
		}
		for _, authority := range New(slices.Concat(entries, before)).Authorities() {
			part := of(authority, entries)
			if Compare(of(authority, before), part).None() {
				continue
			}
			first := !slices.ContainsFunc(known, func(v store.CatalogueVersion) bool { return v.Authority == authority })
			if from.Before(g.today()) && !first {
				return fault.New(op, fault.Invalid, "effective_on_past").At("effective_on")
			}
			v, err := g.add(ctx, tx, version(authority, from, audit.CLI), part)
			if err != nil {
				return err
			}
			added = append(added, v)
		}
		return nil
	})
	return added, fault.Wrap(op, err)
}

// of is an authority's part of the entries.
func of(authority string, entries []Entry) (part []Entry) {
	for _, e := range entries {
		if e.Authority == authority {
			part = append(part, e)
		}
	}
	return part
}

func version(authority string, from civil.Date, account string) store.CatalogueVersion {
	return store.CatalogueVersion{
		CatalogueVersion: cert.CatalogueVersion{Authority: authority, EffectiveOn: from}, Account: account,
	}
}

// add stores a version and tells the trail.
func (g *Register) add(ctx context.Context, tx store.Tx, v store.CatalogueVersion, part []Entry) (store.CatalogueVersion, error) {
	v.At, v.Rows = g.Now(), len(part)
	number, err := tx.AddCatalogueVersion(ctx, v, part)
	if err != nil {
		return v, err
	}
	v.Number = number
	return v, tx.Record(ctx, audit.Entry{
		At: v.At, Actor: v.Account, Authority: v.Authority, Action: "catalogue.version", Subject: v.Authority,
		After: audit.Facts{"number": year(number), "effective_on": v.EffectiveOn.String(), "rows": year(len(part))}.JSON(),
	})
}

// State is where a version stands on a day.
type State string

// The states of a version.
const (
	InForce  State = "in_force" // 生效
	Coming   State = "coming"   // 待生效: takes effect on a day to come
	Replaced State = "replaced" // 已被替代
)

// Version is a version with where it stands today.
type Version struct {
	store.CatalogueVersion
	State State
}

// Versions lists the versions of an authority's part, newest first.
func (g *Register) Versions(ctx context.Context, authority string) (versions []Version, err error) {
	err = g.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		all, err := r.CatalogueVersions(ctx)
		if err != nil {
			return err
		}
		versions = standing(all, authority, g.today())
		return nil
	})
	return versions, fault.Wrap("catalogue.Versions", err)
}

func standing(all []store.CatalogueVersion, authority string, today civil.Date) (versions []Version) {
	var rule []cert.CatalogueVersion
	for _, v := range all {
		rule = append(rule, v.CatalogueVersion)
	}
	now, _ := cert.VersionOn(rule, authority, today)
	for _, v := range all {
		if v.Authority != authority {
			continue
		}
		state := Replaced
		switch {
		case v.Number == now.Number:
			state = InForce
		case today.Before(v.EffectiveOn):
			state = Coming
		}
		versions = append(versions, Version{v, state})
	}
	return versions
}

// File is one version of an authority's part as a file; NotFound where there
// is no such version.
func (g *Register) File(ctx context.Context, authority string, number int) ([]byte, error) {
	const op = "catalogue.File"
	versions, err := g.Versions(ctx, authority)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(versions, func(v Version) bool { return v.Number == number }) {
		return nil, fault.New(op, fault.NotFound, "not_found")
	}
	var entries []Entry
	err = g.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		entries, err = r.OfferingsOf(ctx, authority, number)
		return err
	})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	var file bytes.Buffer
	err = Encode(&file, entries)
	return file.Bytes(), fault.Wrap(op, err)
}

// Part is an authority's part in force on a day.
func (g *Register) Part(ctx context.Context, authority string, day civil.Date) (part []Entry, err error) {
	err = g.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		all, err := r.Catalogue(ctx, day)
		part = of(authority, all)
		return err
	})
	return part, fault.Wrap("catalogue.Part", err)
}
