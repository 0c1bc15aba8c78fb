package demo

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"

	"yinxin.example/yinxin/internal/app"
	"yinxin.example/yinxin/internal/store"
)

// writeTrust writes trust.json, which tells checkers what the root's seals may
// seal. Its form is the one verify.LoadTrust reads.
func writeTrust(a *app.App, root *x509.Certificate, seals []store.Seal) error {
	type seal struct {
		Authority      string   `json:"authority"`
		Qualifications []string `json:"qualifications"`
	}
	type rootTrust struct {
		SHA256 string   `json:"sha256"`
		Uses   []string `json:"uses"`
		Seals  []seal   `json:"seals"`
	}
	sum := sha256.Sum256(root.Raw)
	entry := rootTrust{SHA256: hex.EncodeToString(sum[:]), Uses: []string{"seal", "time"}}
	for _, s := range seals {
		entry.Seals = append(entry.Seals, seal{Authority: s.Authority, Qualifications: s.Scope.Qualifications()})
	}
	text, err := json.MarshalIndent(map[string]any{"roots": []rootTrust{entry}}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(a.Folder.Trust(), "trust.json"), append(text, '\n'), 0o600)
}
