package client

import (
	"bytes"
	"io"
	"mime/multipart"
)

// File is a file to be sent. Its content is read from where it stands now to
// its end, anew for every try.
type File struct {
	Name    string
	Content io.ReadSeeker
}

// payload is a form with files that can be sent more than once.
type payload struct {
	contentType string
	parts       []part
	tail        []byte
}

// part is one file of a form, with what stands before it.
type part struct {
	head    []byte
	content io.ReadSeeker
	from    int64
}

// form has each file as a field "file".
func form(files ...File) (*payload, error) {
	var around bytes.Buffer
	w := multipart.NewWriter(&around)
	p := &payload{contentType: w.FormDataContentType()}
	for _, f := range files {
		if _, err := w.CreateFormFile("file", f.Name); err != nil {
			return nil, err
		}
		from, err := f.Content.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		p.parts = append(p.parts, part{bytes.Clone(around.Bytes()), f.Content, from})
		around.Reset()
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	p.tail = around.Bytes()
	return p, nil
}

// open is the body from its beginning, and its length in bytes.
func (p *payload) open() (io.Reader, int64, error) {
	length := int64(len(p.tail))
	var readers []io.Reader
	for _, one := range p.parts {
		end, err := one.content.Seek(0, io.SeekEnd)
		if err != nil {
			return nil, 0, err
		}
		if _, err := one.content.Seek(one.from, io.SeekStart); err != nil {
			return nil, 0, err
		}
		length += int64(len(one.head)) + end - one.from
		readers = append(readers, bytes.NewReader(one.head), one.content)
	}
	return io.MultiReader(append(readers, bytes.NewReader(p.tail))...), length, nil
}
