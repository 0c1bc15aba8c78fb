package postgres

import (
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"

	"yinxin.example/yinxin/internal/store/relational"
)

// dialect is what PostgreSQL says in its own way.
func dialect() relational.Dialect {
	return relational.Dialect{
		// Not FOR UPDATE: that would also hold off foreign keys to the row.
		Lock:       "FOR NO KEY UPDATE",
		SkipLocked: "FOR NO KEY UPDATE SKIP LOCKED",
		Hold:       "FOR SHARE",
		In:         func(parameter string) string { return "= ANY(" + parameter + ")" },
		List:       func(values []string) any { return values },
		Numbers:    func(values []int64) any { return values },
		Each:       func(parameter string) string { return "SELECT unnest(" + parameter + "::bytea[])" },
		Digests:    func(values [][]byte) any { return values },
		By:         func(string) string { return "" },
		Class:      class,
	}
}

// class reads SQLSTATEs (PostgreSQL, appendix A) and failures of the network.
func class(err error) relational.Class {
	const unique, foreignKey = "23505", "23503"
	switch code := state(err); {
	case code == unique:
		return relational.Duplicate
	case code == foreignKey:
		return relational.Orphan
	case code == "":
		return networkClass(err)
	case again(err), unreachable(code):
		return relational.Down
	}
	return relational.Unclassified
}

// unreachable reports the classes of connection exceptions, insufficient
// resources, operator intervention (shutdown, start-up) and failures of the
// system below.
func unreachable(code string) bool {
	switch code[:2] {
	case "08", "53", "57", "58":
		return true
	}
	return false
}

func networkClass(err error) relational.Class {
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		return relational.Down
	}
	return relational.Unclassified
}
