package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/locale"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/pki"
	"yinxin.example/yinxin/internal/store"
)

type sealCommand struct {
	List       sealList       `cmd:"" help:"List the seals, with their state, uses and budget."`
	Create     sealCreate     `cmd:"" help:"Make a seal's key in the vault, and the request for the authority's CA."`
	Attach     sealAttach     `cmd:"" help:"Make a seal of a key that the device (hsm) has already, and the request for the authority's CA."`
	Import     sealImport     `cmd:"" help:"Make a seal of a key that comes with its chain in a file (PKCS #12, PEM), and put it into use."`
	Object     sealObject     `cmd:"" help:"As the maker of seals: make the electronic seal (SESeal, GB/T 38540) that one of form sm2seal or sm2seal-second is put into use with."`
	Chain      sealChain      `cmd:"" help:"Put a seal into use with the chain (PEM) that the authority's CA issued."`
	Retire     sealRetire     `cmd:"" help:"End a seal's use for good; what it sealed still verifies."`
	Revoke     sealRevoke     `cmd:"" help:"Revoke the certificate of a seal that is retired, where a CA of this installation issued it."`
	Compromise sealCompromise `cmd:"" help:"Declare since when a seal's key may have been in other hands, and retire it."`
	Level      sealLevel      `cmd:"" help:"Change the level of PAdES that a seal seals at."`
	Renew      sealRenew      `cmd:"" help:"Give copies a new timestamp before what proves the old one ends or grows weak."`
}

// pair is the two custodians in whose names a seal is changed. Whoever runs the
// command vouches for both, and the trail says that it came from the command
// line.
type pair struct {
	Propose string `required:"" help:"User name of the custodian who proposes." placeholder:"USER"`
	Approve string `required:"" help:"User name of the custodian who approves." placeholder:"USER"`
	Reason  string `required:"" help:"Why, for the proposal and the trail."`
}

// carryOut proposes the change in the one's name and approves it in the other's.
func (c pair) carryOut(ctx context.Context, a *app.App, asked seals.Request) (store.Proposal, error) {
	var both [2]store.Account
	for i, name := range []string{c.Propose, c.Approve} {
		var err error
		if both[i], err = staffNamed(ctx, a, name); err != nil {
			return store.Proposal{}, err
		}
	}
	asked.Reason = c.Reason
	p, err := a.Custody.Propose(ctx, both[0], asked)
	if err != nil {
		return p, err
	}
	approved, err := a.Approval.Approve(ctx, both[1], p.ID)
	if err != nil {
		_, undone := a.Approval.Withdraw(ctx, both[0], p.ID)
		return p, errors.Join(err, undone)
	}
	return approved, nil
}

type sealCreate struct {
	where
	pair
	May       []string `required:"" help:"A qualification it may seal, with the first day after = where there is one; may be repeated." placeholder:"NAME[=YYYY-MM-DD]"`
	Algorithm string   `enum:",p256,p384,rsa3072,sm2" default:"" help:"One of p256, p384, rsa3072 and sm2; p256 where it is left out, and sm2 for electronic seals."`
	Budget    int      `help:"Signatures for the certificates of one release; 0 for no limit."`
	Form      string   `default:"cades" enum:"cades,sm2seal,sm2seal-second" help:"In which form it seals: a CMS (cades), an electronic seal of GB/T 38540 and no CMS (sm2seal), or such a one behind the CMS of another seal (sm2seal-second)."`
	Level     string   `default:"b-b" enum:"b-b,b-t,b-lt,b-lta" help:"Level of PAdES that it seals at: one of ${enum}; b-b or b-t (with a timestamp) for form sm2seal."`
	Out       string   `help:"File for the request (PKCS #10, PEM); standard output where it is left out." placeholder:"FILE"`
	HSM       bool     `name:"hsm" help:"Make the key in the device that the configuration names under hsm. It never leaves it."`
}

// Run makes the key and writes the request.
func (c *sealCreate) Run(ctx context.Context, t *terminal) error {
	scope, err := scopeOf(c.May)
	if err != nil {
		return err
	}
	asked := seals.Request{Kind: seals.CreateKind, Algorithm: c.Algorithm, InDevice: c.HSM, Scope: scope, Budget: c.Budget, Level: c.Level, Form: c.Form}
	return c.make(ctx, t, c.where, asked, c.Out)
}

// make makes a seal and writes its request.
func (c pair) make(ctx context.Context, t *terminal, w where, asked seals.Request, out string) error {
	a, err := w.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := c.carryOut(ctx, a, asked)
	if err != nil {
		return err
	}
	made, err := a.Custody.Find(ctx, p.Authority, p.Subject)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已制作 made: %s (%s)\n", made.ID, made.Authority)
	if out != "" {
		return os.WriteFile(out, pki.EncodeRequest(made.Request), 0o600)
	}
	_, err = t.out.Write(pki.EncodeRequest(made.Request))
	return err
}

type sealAttach struct {
	where
	pair
	Key    string   `arg:"" help:"The key as a PKCS #11 URI of its ID, its label, or both." placeholder:"pkcs11:id=%01;object=LABEL"`
	May    []string `required:"" help:"A qualification it may seal, with the first day after = where there is one; may be repeated." placeholder:"NAME[=YYYY-MM-DD]"`
	Budget int      `help:"Signatures for the certificates of one release; 0 for no limit."`
	Out    string   `help:"File for the request (PKCS #10, PEM); standard output where it is left out." placeholder:"FILE"`
}

// Run makes the seal and writes the request.
func (c *sealAttach) Run(ctx context.Context, t *terminal) error {
	scope, err := scopeOf(c.May)
	if err != nil {
		return err
	}
	asked := seals.Request{Kind: seals.CreateKind, DeviceKey: c.Key, Scope: scope, Budget: c.Budget}
	return c.make(ctx, t, c.where, asked, c.Out)
}

func scopeOf(may []string) (cert.SealScope, error) {
	var scope cert.SealScope
	for _, one := range may {
		name, from, _ := strings.Cut(one, "=")
		item := cert.SealItem{Qualification: strings.TrimSpace(name)}
		if from != "" {
			var err error
			if item.From, err = civil.Parse(from); err != nil {
				return nil, err
			}
		}
		scope = append(scope, item)
	}
	return scope, nil
}

type sealChain struct {
	where
	pair
	ID         string `arg:"" help:"The seal, as seal list shows it."`
	File       string `arg:"" type:"existingfile" help:"The chain, PEM: the signing certificate first."`
	Electronic string `type:"existingfile" help:"The electronic seal (SESeal, DER or PEM) that its maker made, for one of form sm2seal or sm2seal-second." placeholder:"FILE"`
	From       string `help:"First day it seals on, in Beijing; the seal before goes on until then. Today where it is left out." placeholder:"YYYY-MM-DD"`
}

// Run puts the seal into use, and says what to compare with the CA.
func (c *sealChain) Run(ctx context.Context, t *terminal) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	var from civil.Date
	if c.From != "" {
		if from, err = civil.Parse(c.From); err != nil {
			return err
		}
	}
	var electronic []byte
	if c.Electronic != "" {
		if electronic, err = readBounded(c.Electronic, maxElectronic); err != nil {
			return err
		}
	}
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := c.carryOut(ctx, a, seals.Request{Kind: seals.ActivateKind, Seal: c.ID, Chain: text, Electronic: electronic, From: from})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已启用 in use: %s\n", p.Subject)
	return tellChanges(t.out, p.Content.Changes)
}

// tellChanges writes what changed, each field named in both languages.
func tellChanges(w io.Writer, changes []store.Change) error {
	texts, err := locale.Load()
	if err != nil {
		return err
	}
	for _, change := range changes {
		var names []string
		for _, lang := range locale.Langs() {
			name, err := texts.Text(lang, "field."+change.Field, nil)
			if err != nil {
				return err
			}
			names = append(names, name)
		}
		fmt.Fprintf(w, "  %s: %s\n", strings.Join(names, " "), change.After)
	}
	return nil
}

type sealLevel struct {
	where
	pair
	ID    string `arg:"" help:"The seal, as seal list shows it."`
	Level string `arg:"" enum:"b-b,b-t,b-lt,b-lta" help:"One of ${enum}."`
}

// Run changes the level. What is sealed already stays as it is.
func (c *sealLevel) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := c.carryOut(ctx, a, seals.Request{Kind: seals.LevelKind, Seal: c.ID, Level: c.Level})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "已变更 changed: %s\n", p.Subject)
	return tellChanges(t.out, p.Content.Changes)
}

type sealList struct{ where }

// Run lists the seals of every authority, oldest first.
func (c *sealList) Run(ctx context.Context, t *terminal) error {
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Store.View(ctx, func(ctx context.Context, r store.Reader) error {
		all, err := r.Seals(ctx)
		if err != nil {
			return err
		}
		counts, err := r.SealCounts(ctx, civil.Of(a.Now()))
		for _, s := range all {
			until := "-"
			if signing, ok := seals.Describe(s); ok {
				until = civil.Of(signing.Until).String()
			}
			n := counts[s.ID]
			fmt.Fprintf(t.out, "%s  %s  %s  %s  %s  until %s  used %d today, %d in all, budget %d\n",
				s.ID, s.Authority, strings.TrimSpace(string(s.State)+" "+string(seals.TurnOf(s, all, civil.Of(a.Now())))),
				s.Algorithm, howItSeals(s), until, n.OnDay, n.Total, s.Budget)
		}
		return err
	})
}

// howItSeals is a seal's level, or its form where that has none.
func howItSeals(s store.Seal) string {
	switch {
	case seals.Stamped(s):
		return s.Form + " " + seals.LevelText(s.Level)
	case seals.Electronic(s.Form):
		return s.Form
	}
	return seals.LevelText(s.Level)
}
