package api

import (
	"encoding/base64"
	"encoding/json"

	"yinxin.example/yinxin/internal/fault"
)

// Page is how far a list was given out.
type Page struct {
	NextCursor string `json:"next_cursor,omitempty" doc:"Give it as cursor to get the next page; absent on the last one"`
}

// token seals a value that a caller brings back, for one purpose of one
// authority.
func (a *API) token(purpose, authority string, v any) (string, error) {
	plain, err := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(a.Cipher.Seal(sealedFor(purpose, authority), plain)), err
}

// untoken opens what token made, into v; anything else is Invalid with the
// reason.
func (a *API) untoken(purpose, authority, text string, v any, reason fault.Reason, field string) error {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		var plain []byte
		if plain, err = a.Cipher.Open(sealedFor(purpose, authority), sealed); err == nil {
			err = json.Unmarshal(plain, v)
		}
	}
	if err != nil {
		return fault.New("api.untoken", fault.Invalid, reason).At(field)
	}
	return nil
}

func sealedFor(purpose, authority string) string { return "api/" + purpose + "/" + authority }

// cursor opens the cursor of a list, which is nothing on its first page.
func (a *API) cursor(list, authority, text string, v any) error {
	if text == "" {
		return nil
	}
	return a.untoken("cursor/"+list, authority, text, v, "cursor_malformed", "cursor")
}

// next is the cursor behind a page; none where there is no more.
func (a *API) next(list, authority string, more bool, v any) (Page, error) {
	if !more {
		return Page{}, nil
	}
	text, err := a.token("cursor/"+list, authority, v)
	return Page{text}, err
}
