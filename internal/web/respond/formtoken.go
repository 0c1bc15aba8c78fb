package respond

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"yinxin.example/yinxin/internal/fault"
)

// FormTokenField is the field of a form that has the session's form token. In
// a multipart form it is the first.
const FormTokenField = "token"

const (
	maxFormToken = 64      // bytes
	firstPart    = 2 << 10 // bytes of a multipart form in which the token lies
)

// WithFormToken returns a context that knows the form token of the session
// whose own token is given: a keyed digest of it, so that a page shows nothing
// a session could be taken over with.
func WithFormToken(ctx context.Context, session string) context.Context {
	mac := hmac.New(sha256.New, []byte(session))
	mac.Write([]byte("form token"))
	return context.WithValue(ctx, formTokenKey, base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}

// FormToken is what the forms of this session's pages carry; "" for nobody.
func FormToken(ctx context.Context) string {
	token, _ := ctx.Value(formTokenKey).(string)
	return token
}

// CheckFormToken fails with Denied form_token_wrong unless the form comes from
// a page of this session. The body of a multipart form stays unread for the
// handler.
func CheckFormToken(r *http.Request) error {
	const op = "respond.CheckFormToken"
	want := FormToken(r.Context())
	var sent string
	if boundary, ok := multipartBoundary(r); ok {
		sent = firstField(r, boundary)
	} else {
		sent = r.PostFormValue(FormTokenField)
	}
	if want == "" || subtle.ConstantTimeCompare([]byte(want), []byte(sent)) != 1 {
		return fault.New(op, fault.Denied, "form_token_wrong")
	}
	return nil
}

func multipartBoundary(r *http.Request) (string, bool) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return params["boundary"], err == nil && kind == "multipart/form-data"
}

// firstField looks at the token in the first part of a multipart form, "" where
// that is another field, and leaves the body as it was.
func firstField(r *http.Request, boundary string) string {
	body := bufio.NewReaderSize(r.Body, firstPart)
	r.Body = struct {
		io.Reader
		io.Closer
	}{body, r.Body}
	begin, _ := body.Peek(firstPart) // a short form is all there is
	part, err := multipart.NewReader(bytes.NewReader(begin), boundary).NextPart()
	if err != nil || part.FormName() != FormTokenField {
		return ""
	}
	value, err := io.ReadAll(io.LimitReader(part, maxFormToken))
	if err != nil {
		return ""
	}
	return string(value)
}
