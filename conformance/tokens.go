package main

import (
	"context"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// stamped is a timestamp of a PDF's, and the bytes that it is of.
type stamped struct{ content, token []byte }

// errUnstamped is what stampOf fails with where a signature has no timestamp.
var errUnstamped = errors.New("no unsigned attribute")

// stampsIn are the timestamps of a PDF: the one of its first signature's value,
// among that one's unsigned attributes (RFC 3161, appendix A), and those of the
// document behind it; of a copy that was raised, these alone.
func stampsIn(pdf []byte) ([]stamped, error) {
	found, err := signaturesIn(pdf)
	if err != nil {
		return nil, err
	}
	var all []stamped
	value, token, err := stampOf(found[0].der)
	switch {
	case err == nil:
		all = []stamped{{value, token}}
	case !errors.Is(err, errUnstamped) || len(found) == 1:
		return nil, err
	}
	for _, s := range found[1:] {
		all = append(all, stamped{s.content, s.der})
	}
	return all, nil
}

// stampOf takes the signature's value and its timestamp out of a CMS with one
// signer (RFC 5652, 5.3): the last two members of its SignerInfo.
func stampOf(cms []byte) (value, token []byte, err error) {
	at := cms
	// ContentInfo, its content, SignedData, its signerInfos, the one of them.
	for _, step := range []int{0, 1, 0, -1, 0} {
		if at, err = member(at, step); err != nil {
			return nil, nil, err
		}
	}
	signer, err := members(at)
	if err != nil || len(signer) < 2 {
		return nil, nil, errors.Join(errors.New("no SignerInfo"), err)
	}
	attributes, err := members(signer[len(signer)-1].Bytes)
	if err != nil || signer[len(signer)-1].Tag != 1 || len(attributes) != 1 {
		return nil, nil, errors.Join(errUnstamped, err)
	}
	parts, err := members(attributes[0].Bytes)
	if err != nil || len(parts) != 2 {
		return nil, nil, errors.Join(errors.New("no attribute"), err)
	}
	return signer[len(signer)-2].Bytes, parts[1].Bytes, nil
}

// members are the values that follow one another in DER.
func members(der []byte) (all []asn1.RawValue, err error) {
	for len(der) > 0 {
		var one asn1.RawValue
		if der, err = asn1.Unmarshal(der, &one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// member is the content of one of the values that follow one another; the last
// for -1.
func member(der []byte, i int) ([]byte, error) {
	all, err := members(der)
	if err != nil {
		return nil, err
	}
	if i < 0 {
		i += len(all)
	}
	if i < 0 || i >= len(all) {
		return nil, fmt.Errorf("no member %d of %d", i, len(all))
	}
	return all[i].Bytes, nil
}

// askOpenSSLStamps has openssl verify every timestamp of a file.
func askOpenSSLStamps(ctx context.Context, root, file, work string) (string, bool) {
	return askStamps(file, func(s stamped) (string, bool) {
		token := filepath.Join(work, "token.der")
		if err := os.WriteFile(token, s.token, 0o600); err != nil {
			return err.Error(), false
		}
		sum := sha256.Sum256(s.content)
		out, err := output(ctx, "openssl", "ts", "-verify", "-digest", hex.EncodeToString(sum[:]), "-token_in", "-in", token, "-CAfile", root)
		said, accepted := demand(out, err, "Verification: OK")
		if !accepted {
			said = "Verification: FAILED" // without the addresses of openssl's errors
		}
		return said, accepted
	})
}

// askBouncyCastleStamps has Bouncy Castle verify every timestamp of a file.
func askBouncyCastleStamps(java *jvm, file, work string) (string, bool) {
	return askStamps(file, func(s stamped) (string, bool) {
		content, token := filepath.Join(work, "stamped.bin"), filepath.Join(work, "token.der")
		if err := errors.Join(os.WriteFile(content, s.content, 0o600), os.WriteFile(token, s.token, 0o600)); err != nil {
			return err.Error(), false
		}
		return java.ask("bouncycastle-stamp", content, token)
	})
}

// askStamps asks about each timestamp, and accepts a file whose are all good.
func askStamps(path string, ask func(stamped) (string, bool)) (string, bool) {
	file, err := os.ReadFile(path)
	if err != nil {
		return err.Error(), false
	}
	all, err := stampsIn(file)
	if err != nil {
		return err.Error(), false
	}
	var words []string
	good := true
	for i, s := range all {
		said, accepted := ask(s)
		words, good = append(words, fmt.Sprintf("%d: %s", i+1, said)), good && accepted
	}
	return strings.Join(words, "; "), good
}
