package main

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

// signature is one of a PDF's: the bytes it signs, what stands in its hole, and
// where its revision ends.
type signature struct {
	content, der []byte
	end          int
}

// takeApart writes the one signature of a PDF and the bytes it signs, which must
// be all of it, to two files in work, for judges that know CMS and no PDF.
func takeApart(pdf, work string) (content, cms string, err error) {
	file, err := os.ReadFile(pdf)
	if err != nil {
		return "", "", err
	}
	found, err := signaturesIn(file)
	if err != nil {
		return "", "", err
	}
	if len(found) != 1 || found[0].end != len(file) {
		return "", "", fmt.Errorf("%d signatures, the first over %d of %d bytes", len(found), found[0].end, len(file))
	}
	content, cms = filepath.Join(work, "content.bin"), filepath.Join(work, "signature.der")
	return content, cms, errors.Join(os.WriteFile(content, found[0].content, 0o600), os.WriteFile(cms, found[0].der, 0o600))
}

// signaturesIn takes a sealed PDF apart as ISO 32000-1, 12.8.1 lays it out: for
// each /ByteRange, in the file's order, the bytes that it covers, and the DER in
// the gap between, without the zeros that fill it up. It deliberately shares no
// code with our verifier.
func signaturesIn(pdf []byte) ([]signature, error) {
	var all []signature
	for _, found := range regexp.MustCompile(`/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]`).FindAllSubmatch(pdf, -1) {
		var at [4]int
		for i := range at {
			n, err := strconv.Atoi(string(found[i+1]))
			if err != nil {
				return nil, err
			}
			at[i] = n
		}
		first, gap, second, end := at[0], at[0]+at[1], at[2], at[2]+at[3]
		if first != 0 || gap > second || second > end || end > len(pdf) {
			return nil, fmt.Errorf("byte range %v in a file of %d bytes", at, len(pdf))
		}
		der, err := unfilled(pdf[gap:second])
		if err != nil {
			return nil, err
		}
		all = append(all, signature{append(bytes.Clone(pdf[:gap]), pdf[second:end]...), der, end})
	}
	if len(all) == 0 {
		return nil, errors.New("no byte range")
	}
	return all, nil
}

// unfilled is the DER at the beginning of a hole, only zeros behind it.
func unfilled(hole []byte) ([]byte, error) {
	digits := bytes.TrimSuffix(bytes.TrimPrefix(hole, []byte("<")), []byte(">"))
	padded := make([]byte, hex.DecodedLen(len(digits)))
	if _, err := hex.Decode(padded, digits); err != nil {
		return nil, err
	}
	var raw asn1.RawValue
	rest, err := asn1.Unmarshal(padded, &raw)
	if err != nil {
		return nil, err
	}
	if len(bytes.Trim(rest, "\x00")) != 0 {
		return nil, errors.New("something other than zeros after the DER")
	}
	return raw.FullBytes, nil
}
