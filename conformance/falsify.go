package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// fake is a falsified copy, and the least a judge must look at to see it.
type fake struct {
	path   string
	seenBy subject
}

// falsify writes two copies of a sealed file: one with a signed byte changed,
// one with a revision appended. A judge that accepts what it can see has
// judged nothing.
func falsify(file, work string) ([]fake, error) {
	pdf, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var fakes []fake
	for _, way := range []struct {
		name   string
		seenBy subject
		make   func(pdf []byte) ([]byte, error)
	}{{"changed-", cms, changed}, {"appended-", seal, appended}} {
		falsified, err := way.make(pdf)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		path := filepath.Join(work, way.name+filepath.Base(file))
		if err := os.WriteFile(path, falsified, 0o600); err != nil {
			return nil, err
		}
		fakes = append(fakes, fake{path, way.seenBy})
	}
	return fakes, nil
}

// changed has one other digit in the signing time.
func changed(pdf []byte) ([]byte, error) {
	at := regexp.MustCompile(`/M\s*\(D(:|\\072)\d{13}\d`).FindIndex(pdf)
	if at == nil {
		return nil, errors.New("no signing time in /M")
	}
	other := bytes.Clone(pdf)
	digit := &other[at[1]-1]
	*digit = '0' + (*digit-'0'+1)%10
	return other, nil
}

// appended leaves every signed byte alone and adds a revision (ISO 32000-1,
// 7.5.6) that turns the page upside down.
func appended(pdf []byte) ([]byte, error) {
	page := regexp.MustCompile(`(?s)\n(\d+) 0 obj\s*<<(\s*/Type\s*/Page[^s].*?endobj)`).FindSubmatch(pdf)
	trailer := regexp.MustCompile(`(?s)trailer\s*<<(.*?)>>\s*startxref\s+(\d+)`).FindSubmatch(pdf)
	if page == nil || trailer == nil {
		return nil, errors.New("no page object or no trailer to append to")
	}
	b := bytes.NewBuffer(bytes.Clone(pdf))
	object := b.Len()
	fmt.Fprintf(b, "%s 0 obj\n<< /Rotate 180%s\n", page[1], page[2])
	xref := b.Len()
	fmt.Fprintf(b, "xref\n%s 1\n%010d 00000 n \n", page[1], object)
	fmt.Fprintf(b, "trailer\n<<%s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n", trailer[1], trailer[2], xref)
	return b.Bytes(), nil
}
