package vault

import (
	"encoding/json"
	"testing"
	"time"
)

func FuzzParseRing(f *testing.F) {
	master, err := NewMasterKey(make([]byte, secretLen))
	if err != nil {
		f.Fatal(err)
	}
	good, err := json.Marshal(ringFile{
		Format:   ringFormat,
		IndexKey: newSecret(master, 1, indexKeyPurpose(1), time.Unix(0, 0)),
		DataKeys: []wrappedKey{newSecret(master, 1, dataKeyPurpose(1), time.Unix(0, 0))},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"format":1,"index_key":{"number":1},"data_keys":[{"number":1}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := parseRing(content)
		if err != nil {
			return
		}
		r, err := openRing(file, masterKeys{master})
		if err != nil {
			return
		}
		if r.current == 0 || len(r.data) != len(file.DataKeys) || r.data[r.current] == nil {
			t.Fatalf("ring opened without a current key: %+v", file)
		}
	})
}
