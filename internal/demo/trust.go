package demo

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/store"
)

// writeTrust writes trust.json, which tells checkers what the roots' seals may
// seal: of each root those whose chain ends in it. Its form is the one
// verify.LoadTrust reads. The first root is trusted for timestamps, too.
func writeTrust(a *app.App, seals []store.Seal, roots ...*x509.Certificate) error {
	type seal struct {
		Authority      string   `json:"authority"`
		Qualifications []string `json:"qualifications"`
	}
	type rootTrust struct {
		SHA256 string   `json:"sha256"`
		Uses   []string `json:"uses"`
		Seals  []seal   `json:"seals"`
	}
	var all []rootTrust
	for i, root := range roots {
		sum := sha256.Sum256(root.Raw)
		entry := rootTrust{SHA256: hex.EncodeToString(sum[:]), Uses: []string{"seal"}}
		if i == 0 {
			entry.Uses = append(entry.Uses, "time")
		}
		for _, s := range seals {
			if bytes.Equal(s.Chain[len(s.Chain)-1], root.Raw) {
				entry.Seals = append(entry.Seals, seal{Authority: s.Authority, Qualifications: s.Scope.Qualifications()})
			}
		}
		all = append(all, entry)
	}
	text, err := json.MarshalIndent(map[string]any{"roots": all}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(a.Folder.Trust(), "trust.json"), append(text, '\n'), 0o600)
}
