package holding

import (
	"context"
	"time"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/person"
	"yinxin.example/yinxin/internal/store"
)

// owner is an account with what authorities have said about its person.
type owner struct {
	account store.Account
	ties    person.Ties
	now     time.Time
}

// owner reads what the authorities have said. An account not yet proven to be
// its person's owns nothing, whatever was said.
func (s *Service) owner(ctx context.Context, r store.IdentityReader, a store.Account) (owner, error) {
	o := owner{account: a, now: s.Now()}
	if !o.proven() {
		return o, nil
	}
	var err error
	o.ties, err = r.Ties(ctx, a.Document)
	return o, err
}

func (o owner) proven() bool { return o.account.Role == store.HolderRole && o.account.Claimed() }

// owns is the one place that decides whose a certificate is: it is public, the
// account is proven, and bears the same document and the same name, by
// themselves or by the word of the certificate's authority.
func (o owner) owns(c cert.Certificate) bool {
	return c.VisibleAt(o.now) && o.proven() && o.ties.Same(c.Authority, o.account.Name, o.account.Document, c.Holder)
}

// certificates returns what the account owns, newest issue first.
func (o owner) certificates(ctx context.Context, r store.IdentityReader) ([]cert.Certificate, error) {
	if !o.proven() {
		return nil, nil
	}
	all, err := r.CertificatesOfPerson(ctx, o.account.Document)
	if err != nil {
		return nil, err
	}
	own := all[:0]
	for _, c := range all {
		if o.owns(c) {
			own = append(own, c)
		}
	}
	return own, nil
}
