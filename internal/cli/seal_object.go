package cli

import (
	"context"
	"os"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/seals"
	"yinxin.example/yinxin/internal/signature/keyfile"
	"yinxin.example/yinxin/internal/signature/ses"
	"yinxin.example/yinxin/internal/store"
)

type sealObject struct {
	where
	ID           string `arg:"" help:"The seal, as seal list shows it."`
	File         string `arg:"" type:"existingfile" help:"The chain that the authority's CA issued for it, PEM."`
	Maker        string `required:"" type:"existingfile" help:"The maker's SM2 key with its certificate: PKCS #12 or PEM." placeholder:"FILE"`
	PasswordFile string `type:"existingfile" help:"File (mode 0600) with the password of the key file; asked for on the terminal where it is left out." placeholder:"FILE"`
	Picture      string `type:"existingfile" help:"The seal's picture, a square PNG; the one on new copies where it is left out." placeholder:"FILE"`
	Until        string `help:"Last day of the electronic seal, in Beijing; as long as both certificates last where it is left out." placeholder:"YYYY-MM-DD"`
	Out          string `required:"" help:"File for the electronic seal (PEM)." placeholder:"FILE"`
}

// Run makes the electronic seal. It changes nothing: the seal is in use once two
// custodians have put it into use with what is made here.
func (c *sealObject) Run(ctx context.Context, t *terminal) error {
	maker, err := c.maker(t)
	if err != nil {
		return err
	}
	asked := seals.Object{Seal: c.ID}
	if asked.Chain, err = os.ReadFile(c.File); err != nil {
		return err
	}
	if c.Until != "" {
		if asked.Until, err = civil.Parse(c.Until); err != nil {
			return err
		}
	}
	a, err := c.openDrawing(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	if asked.PNG, err = c.picture(ctx, a); err != nil {
		return err
	}
	der, err := a.Custody.MakeObject(ctx, maker, asked)
	if err != nil {
		return err
	}
	return os.WriteFile(c.Out, seals.EncodeElectronic(der), 0o600)
}

func (c *sealObject) maker(t *terminal) (ses.Maker, error) {
	content, password, err := readKeyFile(t, c.Maker, c.PasswordFile)
	if err != nil {
		return ses.Maker{}, err
	}
	defer clear(content)
	defer clear(password)
	private, chain, err := keyfile.Read(content, string(password))
	if err != nil {
		return ses.Maker{}, err
	}
	return ses.Maker{Certificate: chain[0], Key: private}, nil
}

func (c *sealObject) picture(ctx context.Context, a *app.App) ([]byte, error) {
	if c.Picture != "" {
		return os.ReadFile(c.Picture)
	}
	var s store.Seal
	err := a.Store.View(ctx, func(ctx context.Context, r store.Reader) (err error) {
		s, err = r.Seal(ctx, c.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a.SealPNG(s.Authority)
}
