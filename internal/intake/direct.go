package intake

import (
	"context"
	"fmt"
	"io"

	"yinxin.example/yinxin/internal/audit"
	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/delivery"
	"yinxin.example/yinxin/internal/fault"
	"yinxin.example/yinxin/internal/store"
)

// Import checks and stores a file at once, as the operator of the installation
// does who has it before them: each row is public as it is stored. It leaves a
// delivery of the installation itself behind, which announces what came. A dry
// run leaves nothing. It fails as delivery.Importer.Run does.
func (s *Service) Import(ctx context.Context, importer *delivery.Importer, name string, file io.ReadSeeker, o delivery.Options) (delivery.Summary, error) {
	const op = "intake.Import"
	register := delivery.Register{Store: s.Store, Now: s.Now}
	if o.DryRun {
		sum, err := importer.Run(ctx, file, register, o)
		return sum, fault.Wrap(op, err)
	}
	now := s.Now()
	d := store.Delivery{
		ID: token(), Account: audit.CLI, FileName: plainName(name), At: now, State: store.DeliveryReleased,
		ReleasedBy: audit.CLI, ReleasedAt: now, VisibleFrom: now,
	}
	d.Batch, register.Batch = d.ID, d.ID
	added := false
	register.Beside = func(ctx context.Context, tx store.Tx) error {
		if added {
			return nil
		}
		n, err := tx.CountDeliveries(ctx, d.Authority, now)
		if err != nil {
			return err
		}
		d.Number = fmt.Sprintf("%s-%d-%s", now.UTC().Format("20060102150405"), n+1, d.ID[:4])
		return tx.AddDelivery(ctx, d)
	}
	sum, err := importer.Run(ctx, file, announcing{register, &added}, o)
	if !added {
		return sum, fault.Wrap(op, err)
	}
	told := s.Store.Update(context.WithoutCancel(ctx), func(ctx context.Context, tx store.Tx) error {
		if err := settle(ctx, tx, &d, sum); err != nil {
			return err
		}
		if err := tx.UpdateDelivery(ctx, d); err != nil {
			return err
		}
		if err := s.Desk.Round(ctx, tx, store.IssuedRound, d.ID, d.VisibleFrom); err != nil {
			return err
		}
		return step(ctx, tx, audit.CLI, "delivery.import", "", d, s.Now(), audit.Facts{"added": fmt.Sprint(d.Added)})
	})
	if err == nil {
		err = told
	}
	return sum, fault.Wrap(op, err)
}

// announcing is a register that notes that something was stored.
type announcing struct {
	delivery.Register
	added *bool
}

// Add stores new certificates.
func (a announcing) Add(ctx context.Context, certificates []cert.Certificate) error {
	err := a.Register.Add(ctx, certificates)
	if err == nil {
		*a.added = true
	}
	return err
}
