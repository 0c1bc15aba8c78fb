package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"yinxin.example/yinxin/internal/fault"
)

const (
	ringName    = "keyring.json"
	ringFormat  = 1
	maxRingFile = 1 << 20
)

// ringFile is keyring.json: the keys of one data folder, wrapped.
type ringFile struct {
	Format   int          `json:"format"`
	IndexKey wrappedKey   `json:"index_key"`
	DataKeys []wrappedKey `json:"data_keys"` // numbered 1, 2, …; the last is current
}

type wrappedKey struct {
	Number  uint32    `json:"number"`
	Created time.Time `json:"created"`
	Wrapped []byte    `json:"wrapped"`
}

// Purposes of the keys in the ring; the number keeps entries from being swapped.
func dataKeyPurpose(number uint32) string {
	return "keyring/data/" + strconv.FormatUint(uint64(number), 10)
}

func indexKeyPurpose(number uint32) string {
	return "keyring/index/" + strconv.FormatUint(uint64(number), 10)
}

// readRing reads the key ring of a folder. It fails with keyring_missing and
// keyring_damaged.
func readRing(dir string) (ringFile, error) {
	const op = "vault.readRing"
	f, err := os.Open(filepath.Join(dir, ringName))
	if errors.Is(err, fs.ErrNotExist) {
		return ringFile{}, &fault.Error{Op: op, Kind: fault.NotFound, Reason: "keyring_missing", Err: err}
	}
	if err != nil {
		return ringFile{}, fault.Wrap(op, err)
	}
	defer func() { _ = f.Close() }() // only read
	content, err := io.ReadAll(io.LimitReader(f, maxRingFile+1))
	if err != nil {
		return ringFile{}, fault.Wrap(op, err)
	}
	return parseRing(content)
}

func parseRing(content []byte) (ringFile, error) {
	damaged := fault.New("vault.parseRing", fault.Other, "keyring_damaged")
	if len(content) > maxRingFile {
		return ringFile{}, damaged
	}
	var ring ringFile
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(&ring); err != nil {
		return ringFile{}, damaged
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return ringFile{}, damaged
	}
	if ring.Format != ringFormat || ring.IndexKey.Number == 0 || len(ring.DataKeys) == 0 {
		return ringFile{}, damaged
	}
	for i, k := range ring.DataKeys {
		if uint64(k.Number) != uint64(i)+1 {
			return ringFile{}, damaged
		}
	}
	return ring, nil
}

// writeRing replaces the key ring of a folder, durably. The caller holds the lock.
func writeRing(dir string, ring ringFile) error {
	content, err := json.MarshalIndent(ring, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, ringName), append(content, '\n'))
}
