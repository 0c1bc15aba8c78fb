package cli

import (
	"context"
	"fmt"
	"os"

	"yinxin.example/yinxin/internal/civil"
	"yinxin.example/yinxin/internal/signature/cms"
	"yinxin.example/yinxin/internal/signature/pki"
)

type tsaCommand struct {
	Create tsaCreate `cmd:"" help:"Make its key in the vault, or take that in the device, and the request for a CA."`
	Chain  tsaChain  `cmd:"" help:"Put the chain (PEM) into use that the CA issued; servers take it up when they start anew."`
}

type tsaCreate struct {
	where
	Name         string `required:"" help:"Common name of the timestamp authority." placeholder:"TEXT"`
	Organization string `help:"Organisation that runs it." placeholder:"TEXT"`
	Algorithm    string `enum:"p256,p384,rsa3072,sm2" default:"p256" help:"One of ${enum}; a key in the device has its own."`
	Out          string `help:"File for the request (PKCS #10, PEM); standard output where it is left out." placeholder:"FILE"`
}

// Run makes the key and writes the request.
func (c *tsaCreate) Run(ctx context.Context, t *terminal) error {
	algorithm, err := cms.AlgorithmNamed(c.Algorithm)
	if err != nil {
		return err
	}
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	request, err := a.CreateTSA(ctx, algorithm, c.Name, c.Organization)
	if err != nil {
		return err
	}
	if c.Out != "" {
		return os.WriteFile(c.Out, pki.EncodeRequest(request), 0o600)
	}
	_, err = t.out.Write(pki.EncodeRequest(request))
	return err
}

type tsaChain struct {
	where
	File string `arg:"" type:"existingfile" help:"The chain, PEM: the authority's certificate first, the root last."`
}

// Run puts the chain into use.
func (c *tsaChain) Run(ctx context.Context, t *terminal) error {
	text, err := readBounded(c.File, 1<<20)
	if err != nil {
		return err
	}
	a, err := c.open(ctx, t.log)
	if err != nil {
		return err
	}
	defer a.Close()
	own, err := a.ActivateTSA(ctx, text)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "已启用 in use: %s, %x, until %s\n", own.Subject, own.SerialNumber, civil.Of(own.NotAfter))
	return err
}
