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

// payload is a body that can be sent more than once.
type payload struct {
	contentType string
	head, tail  []byte
	content     io.ReadSeeker
	from        int64
}

// form is the file as the field "file" of a form.
func (f File) form() (*payload, error) {
	var around bytes.Buffer
	form := multipart.NewWriter(&around)
	if _, err := form.CreateFormFile("file", f.Name); err != nil {
		return nil, err
	}
	split := around.Len()
	if err := form.Close(); err != nil {
		return nil, err
	}
	p, err := f.raw(form.FormDataContentType())
	if err != nil {
		return nil, err
	}
	p.head, p.tail = around.Bytes()[:split], around.Bytes()[split:]
	return p, nil
}

// raw is the file and nothing else.
func (f File) raw(contentType string) (*payload, error) {
	from, err := f.Content.Seek(0, io.SeekCurrent)
	return &payload{contentType: contentType, content: f.Content, from: from}, err
}

// open is the body from its beginning, and its length in bytes.
func (p *payload) open() (io.Reader, int64, error) {
	end, err := p.content.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, 0, err
	}
	if _, err := p.content.Seek(p.from, io.SeekStart); err != nil {
		return nil, 0, err
	}
	length := int64(len(p.head)) + end - p.from + int64(len(p.tail))
	return io.MultiReader(bytes.NewReader(p.head), p.content, bytes.NewReader(p.tail)), length, nil
}
