package view

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed assets/css assets/*.js assets/mark.svg assets/guilloche.svg assets/font/headings.woff2
var assetFiles embed.FS

// Assets are the static files of the pages. Each has a name with a digest of
// its content in it, so a file under a name never changes and may be cached
// for ever.
type Assets struct {
	byName  map[string]Asset
	current map[string]string // plain name -> hashed name
}

// Asset is one static file.
type Asset struct {
	Name        string // under /static/, e.g. yinxin-0123456789ab.css
	ContentType string
	Bytes       []byte
}

// Find returns the asset of a hashed name.
func (a *Assets) Find(name string) (Asset, bool) {
	asset, ok := a.byName[name]
	return asset, ok
}

// Path is where pages find a file by its plain name: /static/ and the hashed
// name. An unknown name is an error.
func (a *Assets) Path(plain string) (string, error) {
	name, ok := a.current[plain]
	if !ok {
		return "", fmt.Errorf("view: no asset %q", plain)
	}
	return "/static/" + name, nil
}

// Every style sheet is one file: this order is also that of their layers.
func styleSheets() []string {
	return []string{
		"tokens", "base", "page", "brand", "button", "form", "card", "chip", "summary",
		"notice", "quota", "copy", "verdict", "compare", "record", "table", "console", "desks", "overview", "seals", "account", "passkey", "messages", "home", "print",
	}
}

func loadAssets() (*Assets, error) {
	a := &Assets{byName: map[string]Asset{}, current: map[string]string{}}
	for plain, contentType := range map[string]string{
		"font/headings.woff2": "font/woff2",
		"mark.svg":            "image/svg+xml",
		"guilloche.svg":       "image/svg+xml",
		"yinxin.js":           "text/javascript; charset=utf-8",
		"captcha.js":          "text/javascript; charset=utf-8",
		"captcha-worker.js":   "text/javascript; charset=utf-8",
		"passkeys.js":         "text/javascript; charset=utf-8",
	} {
		content, err := fs.ReadFile(assetFiles, "assets/"+plain)
		if err != nil {
			return nil, err
		}
		a.add(path.Base(plain), contentType, content)
	}
	css, err := a.joinStyles()
	if err != nil {
		return nil, err
	}
	a.add("yinxin.css", "text/css; charset=utf-8", css)
	return a, nil
}

func (a *Assets) joinStyles() ([]byte, error) {
	var b strings.Builder
	for _, name := range styleSheets() {
		content, err := fs.ReadFile(assetFiles, "assets/css/"+name+".css")
		if err != nil {
			return nil, err
		}
		b.Write(content)
	}
	// Names with a digest cannot be known to a style sheet: put them in here.
	css := b.String()
	for plain, hashed := range a.current {
		css = strings.ReplaceAll(css, `url("`+plain+`")`, `url("`+hashed+`")`)
	}
	return []byte(css), nil
}

func (a *Assets) add(plain, contentType string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(plain)
	name := strings.TrimSuffix(plain, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
	a.byName[name] = Asset{Name: name, ContentType: contentType, Bytes: content}
	a.current[plain] = name
}
