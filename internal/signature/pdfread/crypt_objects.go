package pdfread

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/sha512"
)

// stream decrypts a stream's bytes. Cross-reference streams are never
// encrypted, metadata only if the file says so, and a Crypt filter with the
// name Identity excepts one stream (7.6.6).
func (c *crypt) stream(s *Stream, view *View) ([]byte, error) {
	kind := view.Name(s.Dict["Type"])
	if kind == "XRef" || kind == "Metadata" && !c.metadata || exempt(s, view) {
		return s.Raw, nil
	}
	if err := view.file.spent.decode(int64(len(s.Raw))); err != nil {
		return nil, err
	}
	return c.decrypt(s.Raw, s.owner, c.streams), nil
}

func exempt(s *Stream, view *View) bool {
	filters := asList(view.resolve(s.Dict["Filter"]))
	if len(filters) == 0 || view.Name(filters[0]) != "Crypt" {
		return false
	}
	params := asList(view.resolve(s.Dict["DecodeParms"]))
	if len(params) == 0 {
		return true
	}
	name := view.Name(view.Dict(params[0])["Name"])
	return name == "" || name == "Identity"
}

// object decrypts the strings of an indirect object. The Contents of a
// signature is not encrypted (7.6.2).
func (c *crypt) object(o Object, owner Ref) Object {
	switch v := o.(type) {
	case String:
		v.Bytes = c.decrypt(v.Bytes, owner, c.strings)
		return v
	case Array:
		for i := range v {
			v[i] = c.object(v[i], owner)
		}
	case Dict:
		for k, e := range v {
			if k != "Contents" || v["ByteRange"] == nil {
				v[k] = c.object(e, owner)
			}
		}
	case *Stream:
		if v.Dict["Type"] != Name("XRef") {
			c.object(v.Dict, owner)
		}
	}
	return o
}

// keyAES256 opens UE with the empty password (algorithm 2.A); nil where the
// password is another.
func keyAES256(revision int, u, ue []byte) []byte {
	if len(u) < 48 || len(ue) < 32 {
		return nil
	}
	hash := func(salt []byte) []byte {
		if revision == 5 {
			sum := sha256.Sum256(salt)
			return sum[:]
		}
		return hash2B(salt)
	}
	if string(hash(u[32:40])) != string(u[:32]) {
		return nil
	}
	block, err := aes.NewCipher(hash(u[40:48]))
	if err != nil {
		return nil
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, aes.BlockSize)).CryptBlocks(key, ue[:32])
	return key
}

// hash2B is algorithm 2.B for the empty user password.
func hash2B(salt []byte) []byte {
	sum := sha256.Sum256(salt)
	k := sum[:]
	for round := 0; ; round++ {
		text := make([]byte, 0, 64*len(k))
		for range 64 {
			text = append(text, k...)
		}
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(text, text)
		rest := 0
		for _, b := range text[:16] {
			rest += int(b)
		}
		switch rest % 3 {
		case 0:
			s := sha256.Sum256(text)
			k = s[:]
		case 1:
			s := sha512.Sum384(text)
			k = s[:]
		default:
			s := sha512.Sum512(text)
			k = s[:]
		}
		if round >= 63 && int(text[len(text)-1]) <= round-32+1 {
			return k[:32]
		}
	}
}
