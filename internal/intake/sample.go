package intake

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"yinxin.example/yinxin/internal/cert"
	"yinxin.example/yinxin/internal/person"
)

const (
	drawnAtRandom = 20 // certificates of a random sample
	eachEdge      = 2  // of each kind of edge case
	eachPost      = 32 // qualifications with their levels, one certificate each
)

// sample chooses what a proof sheet shows: some at random, the same ones
// whenever the same file is sampled with the same seed, and every kind of
// certificate that is likeliest to look wrong.
type sample struct {
	random sequence
	seen   int
	drawn  []cert.Certificate
	edges  []*edge
	posts  []sampled
	known  map[[2]string]bool
}

// edge keeps the certificates of which a measure is the largest; zero is none.
type edge struct {
	why     string
	measure func(cert.Certificate) int
	most    []cert.Certificate // largest first
}

func newSample(seed uint64) *sample {
	return &sample{
		random: sequence(seed),
		known:  map[[2]string]bool{},
		edges: []*edge{
			{why: "最长的姓名", measure: func(c cert.Certificate) int { return utf8.RuneCountInString(c.Holder.Name) }},
			{why: "带间隔号的姓名", measure: func(c cert.Certificate) int { return strings.Count(c.Holder.Name, "·") }},
			{why: "外文姓名", measure: func(c cert.Certificate) int { return letters(c.Holder.Name) }},
			{why: "生僻字", measure: func(c cert.Certificate) int { return rare(c.Holder.Name) }},
			{why: "没有照片", measure: func(c cert.Certificate) int { return bit(c.Photo == "") }},
			{why: "非居民身份证", measure: func(c cert.Certificate) int { return bit(c.Holder.Document.Type != person.ResidentCard) }},
			{why: "最长的专业", measure: func(c cert.Certificate) int { return utf8.RuneCountInString(c.Specialty) }},
		},
	}
}

// take considers one certificate that is drawn here. Vitter's algorithm R keeps each of those
// seen with the same chance.
func (s *sample) take(c cert.Certificate) {
	if c.Kind != cert.ECertificate { // its page is the file that came with it
		return
	}
	s.seen++
	if len(s.drawn) < drawnAtRandom {
		s.drawn = append(s.drawn, c)
	} else if i := s.random.below(s.seen); i < drawnAtRandom {
		s.drawn[i] = c
	}
	for _, e := range s.edges {
		e.take(c)
	}
	if post := [2]string{c.Qualification, c.Level}; !s.known[post] && len(s.posts) < eachPost {
		s.known[post] = true
		s.posts = append(s.posts, sampled{strings.TrimSpace("每种资格 " + c.Qualification + " " + c.Level), c})
	}
}

func (e *edge) take(c cert.Certificate) {
	m := e.measure(c)
	if m == 0 || len(e.most) == eachEdge && m <= e.measure(e.most[eachEdge-1]) {
		return
	}
	i := 0
	for i < len(e.most) && e.measure(e.most[i]) >= m {
		i++
	}
	e.most = slices.Insert(e.most, i, c)
	e.most = e.most[:min(len(e.most), eachEdge)]
}

// chosen is the sample: at random first, then edge cases and one of each
// qualification that are not in it yet.
func (s *sample) chosen() []sampled {
	var all []sampled
	in := map[string]bool{}
	add := func(one sampled) {
		if number := one.Certificate.ManagementNumber + "\x00" + one.Certificate.QueryNumber; !in[number] {
			in[number] = true
			all = append(all, one)
		}
	}
	for _, e := range s.edges {
		for _, c := range e.most {
			add(sampled{e.why, c})
		}
	}
	for _, post := range s.posts {
		add(post)
	}
	for _, c := range s.drawn {
		add(sampled{"随机", c})
	}
	return all
}

// sequence is SplitMix64 (G. Steele, D. Lea, C. Flood, Fast Splittable
// Pseudorandom Number Generators, OOPSLA 2014): a choice that others can
// repeat from its seed, and no secret.
type sequence uint64

// below gives the next number from 0 to n-1; n is far below 2^32, so that the
// remainder favours none.
func (s *sequence) below(n int) int {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}

func letters(name string) int {
	n := 0
	for _, r := range name {
		n += bit(unicode.Is(unicode.Latin, r))
	}
	return n
}

// rare counts characters outside the blocks that every font has.
func rare(name string) int {
	n := 0
	for _, r := range name {
		n += bit(unicode.Is(unicode.Han, r) && (r < 0x4e00 || r > 0x9fa5))
	}
	return n
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
