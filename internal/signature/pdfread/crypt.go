package pdfread

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"slices"
)

// method is how a file's strings or streams are encrypted.
type method uint8

const (
	identity method = iota
	viaRC4
	viaAES128
	viaAES256
)

// crypt decrypts the strings and streams of a file that the empty user
// password opens (7.6, standard security handler).
type crypt struct {
	key      []byte
	strings  method
	streams  method
	metadata bool // XMP is encrypted as well
}

// openCrypt reads the newest trailer's Encrypt. It fails with ErrPassword
// where the empty password does not open the file or the handler is not known.
func (f *File) openCrypt() error {
	view := f.Final()
	o := view.Trailer()["Encrypt"]
	for _, r := range f.revisions {
		for _, s := range r.sections {
			if !Equal(s.trailer["Encrypt"], o) {
				return ErrUnreadable
			}
		}
	}
	if o == nil {
		return nil
	}
	d := view.Dict(o)
	if d == nil || view.Name(d["Filter"]) != "Standard" {
		return ErrPassword
	}
	c := &crypt{metadata: view.resolve(d["EncryptMetadata"]) != false}
	if !c.methods(view, d) || !c.open(view, d) {
		return ErrPassword
	}
	f.crypt = c
	return nil
}

// methods reads V and the crypt filters (tables 20 and 25).
func (c *crypt) methods(view *View, d Dict) bool {
	switch view.Int(d["V"], 0) {
	case 1, 2:
		c.strings, c.streams = viaRC4, viaRC4
		return true
	case 4, 5:
		filters := view.Dict(d["CF"])
		var ok, ok2 bool
		c.strings, ok = cryptFilter(view, filters, view.Name(d["StrF"]))
		c.streams, ok2 = cryptFilter(view, filters, view.Name(d["StmF"]))
		return ok && ok2
	}
	return false
}

func cryptFilter(view *View, filters Dict, name Name) (method, bool) {
	if name == "" || name == "Identity" {
		return identity, true
	}
	switch view.Name(view.Dict(filters[name])["CFM"]) {
	case "None":
		return identity, true
	case "V2":
		return viaRC4, true
	case "AESV2":
		return viaAES128, true
	case "AESV3":
		return viaAES256, true
	}
	return 0, false
}

// open derives the file's key from the empty password and checks it.
func (c *crypt) open(view *View, d Dict) bool {
	o, ok := view.resolve(d["O"]).(String)
	u, ok2 := view.resolve(d["U"]).(String)
	if !ok || !ok2 {
		return false
	}
	revision := view.Int(d["R"], 0)
	if revision >= 5 {
		ue, ok := view.resolve(d["UE"]).(String)
		c.key = keyAES256(revision, u.Bytes, ue.Bytes)
		return ok && c.key != nil
	}
	ids := view.Array(view.Trailer()["ID"])
	var id []byte
	if len(ids) > 0 {
		first, _ := view.resolve(ids[0]).(String)
		id = first.Bytes
	}
	length := view.Int(d["Length"], 40) / 8
	if view.Int(d["V"], 0) == 1 || revision == 2 {
		length = 5
	}
	if view.Int(d["V"], 0) == 4 {
		length = 16
	}
	if length < 5 || length > 16 || len(o.Bytes) < 32 {
		return false
	}
	permissions, _ := view.resolve(d["P"]).(int64)
	c.key = keyMD5(revision, length, o.Bytes[:32], uint32(permissions), id, c.metadata)
	return checkUser(revision, c.key, id, u.Bytes)
}

// padding stands for the empty password (algorithm 2).
func padding() []byte {
	return []byte("\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a")
}

// keyMD5 is algorithm 2 for the empty password.
func keyMD5(revision, length int, o []byte, permissions uint32, id []byte, metadata bool) []byte {
	text := append(padding(), o...)
	text = binary.LittleEndian.AppendUint32(text, permissions)
	text = append(text, id...)
	if revision >= 4 && !metadata {
		text = append(text, 0xff, 0xff, 0xff, 0xff)
	}
	sum := md5.Sum(text)
	if revision >= 3 {
		for range 50 {
			sum = md5.Sum(sum[:length])
		}
	}
	return slices.Clone(sum[:length])
}

// checkUser is algorithm 6.
func checkUser(revision int, key, id, u []byte) bool {
	if revision == 2 {
		return bytes.Equal(cipherRC4(key, padding()), u)
	}
	sum := md5.Sum(append(padding(), id...))
	text := sum[:]
	for i := range 20 {
		step := slices.Clone(key)
		for k := range step {
			step[k] ^= byte(i)
		}
		text = cipherRC4(step, text)
	}
	return len(u) >= 16 && bytes.Equal(text, u[:16])
}

func cipherRC4(key, text []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(text))
	c.XORKeyStream(out, text)
	return out
}

// objectKey is algorithm 1.
func (c *crypt) objectKey(owner Ref, m method) []byte {
	if m == viaAES256 {
		return c.key
	}
	n, g := owner.Number, owner.Generation
	text := append(slices.Clone(c.key), byte(n), byte(n>>8), byte(n>>16), byte(g), byte(g>>8))
	if m == viaAES128 {
		text = append(text, "sAlT"...)
	}
	sum := md5.Sum(text)
	return sum[:min(len(c.key)+5, 16)]
}

func (c *crypt) decrypt(text []byte, owner Ref, m method) []byte {
	switch m {
	case identity:
		return text
	case viaRC4:
		return cipherRC4(c.objectKey(owner, m), text)
	}
	return decryptCBC(c.objectKey(owner, m), text)
}

// decryptCBC takes the initialisation vector from the front and the padding
// (RFC 8018, 6.1.1) from the end; nil where the text is no such thing.
func decryptCBC(key, text []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil || len(text) < 2*aes.BlockSize || len(text)%aes.BlockSize != 0 {
		return nil
	}
	out := make([]byte, len(text)-aes.BlockSize)
	cipher.NewCBCDecrypter(block, text[:aes.BlockSize]).CryptBlocks(out, text[aes.BlockSize:])
	pad := int(out[len(out)-1])
	if pad < 1 || pad > aes.BlockSize {
		return nil
	}
	return out[:len(out)-pad]
}
