package signin

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// phc is a hash in the PHC string format:
// $argon2id$v=19$m=65536,t=2,p=1$SALT$HASH, both in base 64 without padding.
type phc struct {
	cost Cost
	salt []byte
	hash []byte
}

// maxPHC is longer than any string we write, in bytes.
const maxPHC = 256

// String gives the PHC string.
func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.cost.MemoryKiB, p.cost.Passes, p.cost.Lanes,
		base64.RawStdEncoding.EncodeToString(p.salt), base64.RawStdEncoding.EncodeToString(p.hash))
}

// parsePHC reads what String writes, and nothing else. The error never holds
// the string.
func parsePHC(s string) (phc, error) {
	bad := errors.New("signin: not a PHC string of argon2id")
	if len(s) > maxPHC {
		return phc{}, bad
	}
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != "v="+strconv.Itoa(argon2.Version) {
		return phc{}, bad
	}
	cost, ok := parseCost(part[3])
	salt, saltErr := base64.RawStdEncoding.Strict().DecodeString(part[4])
	hash, hashErr := base64.RawStdEncoding.Strict().DecodeString(part[5])
	if !ok || saltErr != nil || hashErr != nil || len(salt) < 8 || len(hash) != hashLength {
		return phc{}, bad
	}
	p := phc{cost: cost, salt: salt, hash: hash}
	if p.String() != s {
		return phc{}, bad
	}
	return p, nil
}

func parseCost(s string) (Cost, bool) {
	var c Cost
	if n, err := fmt.Sscanf(s, "m=%d,t=%d,p=%d", &c.MemoryKiB, &c.Passes, &c.Lanes); n != 3 || err != nil {
		return Cost{}, false
	}
	return c, c.check() == nil
}
