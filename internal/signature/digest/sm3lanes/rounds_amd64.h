// SM3 (GB/T 32905-2016) over many messages at a time: what is the same for
// every width of vector. A file that includes this one names, beforehand, the
// width and the instructions:
//
//	WIDTH                 bytes of a vector: four for each lane
//	LOAD, STORE, BROADCAST
//	ADD, XOR              of 32-bit words; XOR takes memory, too
//	ROTATE(n, x, t)       x = x <<< n
//	ROTATED(n, x, y, t)   y = x <<< n
//	PERMUTE(n, x, t, u)   x = x ^ x<<<n ^ x<<<(n+8)
//	MAJORITY(x, y, z, t, u), CHOOSE(x, y, z, t, u)   into t
//	A to H                registers of the chaining value
//	T0 to T3              registers for anything; t and u are such
//	SWAP(x)               x = the shuffle that turns the bytes of each word round
//	WORDS                 stores W(0) to W(15) of every message, by SORT
//
// A vector holds the same word of every message: dword i is lane i's. So each
// step of the standard is one instruction on a vector, and nothing moves
// between lanes once the words of a block have been sorted into vectors.
//
// Registers that are no vectors:
//
//	AX  the chaining values, eight vectors 64 bytes apart
//	BX  the messages' addresses, one for each lane
//	CX  blocks left
//	DX  T(j) <<< j of the round, four bytes each
//	SI  how far into the messages the block begins
//	DI  W(j) of the round, a vector each
//	R8  for anything
//	R9  rounds of a loop left
//	R10 where W begins
//	R11 where T(j) <<< j begins

// The words of a block as they are expanded (5.3.2), W(0) to W(67), lie on the
// stack, at the first boundary of a vector: the frame has 69 vectors.

// WORD is the address of W(j+i).
#define WORD(i) ((i)*WIDTH)(DI)

// EXPAND makes W(j+i+4), where j+i+4 is 16 or more:
//
//	P1(W(j-16) ^ W(j-9) ^ W(j-3)<<<15) ^ W(j-13)<<<7 ^ W(j-6), P1(x) = x ^ x<<<15 ^ x<<<23
#define EXPAND(i) \
	LOAD WORD(i+4-3), T0; \
	ROTATE(15, T0, T1); \
	XOR WORD(i+4-16), T0, T0; \
	XOR WORD(i+4-9), T0, T0; \
	PERMUTE(15, T0, T1, T2); \
	LOAD WORD(i+4-13), T2; \
	ROTATE(7, T2, T1); \
	XOR T2, T0, T0; \
	XOR WORD(i+4-6), T0, T0; \
	STORE T0, WORD(i+4)

// ROUND is a round of the compression (5.3.3) but for the Boolean functions,
// which it is given. The registers keep their names for one round only: what the
// standard calls A after it is in d, and E is in h. The new A is
//
//	TT1 = FF(a,b,c) + d + SS2 + W'(j), W'(j) = W(j) ^ W(j+4), SS2 = SS1 ^ a<<<12
//
// and the new E is P0(TT2), P0(x) = x ^ x<<<9 ^ x<<<17, with
//
//	TT2 = GG(e,f,g) + h + SS1 + W(j), SS1 = (a<<<12 + e + T(j)<<<j) <<< 7
//
// What hangs on the round before, SS1 and SS2, is added last: the way from one
// SS1 to the next is what a block's time comes to.
#define ROUND(i, a, b, c, d, e, f, g, h, FF, GG) \
	LOAD WORD(i), T2; \
	ADD T2, h, h; \
	XOR WORD(i+4), T2, T2; \
	ADD T2, d, d; \
	GG(e, f, g, T0, T1); \
	ADD T0, h, h; \
	FF(a, b, c, T0, T1); \
	ADD T0, d, d; \
	ROTATED(12, a, T0, T1); \
	BROADCAST (4*i)(DX), T1; \
	ADD e, T1, T1; \
	ADD T0, T1, T1; \
	ROTATE(7, T1, T2); \
	ADD T1, h, h; \
	XOR T1, T0, T0; \
	ADD T0, d, d; \
	PERMUTE(9, h, T0, T1); \
	ROTATE(9, b, T0); \
	ROTATE(19, f, T1)

// Rounds 0 to 15 take the parity of three words for both functions, the others
// the majority and a choice (4.2).
#define PARITY(x, y, z, t, u) \
	XOR x, y, t; \
	XOR z, t, t

// After four rounds every register has the name again that it began with.
#define EARLY(i, a, b, c, d, e, f, g, h) ROUND(i, a, b, c, d, e, f, g, h, PARITY, PARITY)
#define LATE(i, a, b, c, d, e, f, g, h) ROUND(i, a, b, c, d, e, f, g, h, MAJORITY, CHOOSE)
#define FOUR(KIND) \
	KIND(0, A, B, C, D, E, F, G, H); \
	KIND(1, D, A, B, C, H, E, F, G); \
	KIND(2, C, D, A, B, G, H, E, F); \
	KIND(3, B, C, D, A, F, G, H, E)

#define EXPAND_FOUR \
	EXPAND(0); \
	EXPAND(1); \
	EXPAND(2); \
	EXPAND(3)

// NEXT_FOUR goes on by four rounds.
#define NEXT_FOUR \
	ADDQ $(4*WIDTH), DI; \
	ADDQ $16, DX

// SORT takes four rows, each of which has four words of each message that it is
// of, and stores four vectors that have one word of all. Row i is of lanes i,
// i+4, i+8 and so on: the unpacking works within 128 bits, and so puts every
// word at its lane's place. Words are big-endian in the message (5.3.1).
#define SORT(i, r0, r1, r2, r3) \
	VPUNPCKLDQ r1, r0, T0; \
	VPUNPCKHDQ r1, r0, T1; \
	VPUNPCKLDQ r3, r2, T2; \
	VPUNPCKHDQ r3, r2, T3; \
	VPUNPCKLQDQ T2, T0, r0; \
	VPUNPCKHQDQ T2, T0, r1; \
	VPUNPCKLQDQ T3, T1, r2; \
	VPUNPCKHQDQ T3, T1, r3; \
	SWAP(T0); \
	SORTED(i, r0); \
	SORTED(i+1, r1); \
	SORTED(i+2, r2); \
	SORTED(i+3, r3)
#define SORTED(i, r) \
	VPSHUFB T0, r, r; \
	STORE r, WORD(i)

// STATE loads the chaining values.
#define STATE \
	LOAD (0*64)(AX), A; \
	LOAD (1*64)(AX), B; \
	LOAD (2*64)(AX), C; \
	LOAD (3*64)(AX), D; \
	LOAD (4*64)(AX), E; \
	LOAD (5*64)(AX), F; \
	LOAD (6*64)(AX), G; \
	LOAD (7*64)(AX), H

// CHAIN makes the next chaining value: V(i+1) = ABCDEFGH ^ V(i).
#define CHAIN_WORD(i, x) \
	XOR (i*64)(AX), x, x; \
	STORE x, (i*64)(AX)
#define CHAIN \
	CHAIN_WORD(0, A); \
	CHAIN_WORD(1, B); \
	CHAIN_WORD(2, C); \
	CHAIN_WORD(3, D); \
	CHAIN_WORD(4, E); \
	CHAIN_WORD(5, F); \
	CHAIN_WORD(6, G); \
	CHAIN_WORD(7, H)

// COMPRESS is the body of a function.
#define COMPRESS \
	MOVQ states+0(FP), AX; \
	MOVQ data+8(FP), BX; \
	MOVQ blocks+16(FP), CX; \
	MOVQ constants+24(FP), R11; \
	LEAQ (WIDTH-1)(SP), R10; \
	ANDQ $~(WIDTH-1), R10; \
	XORQ SI, SI; \
	STATE; \
block: \
	MOVQ R10, DI; \
	MOVQ R11, DX; \
	WORDS; \
	MOVQ $3, R9; \
early: \
	FOUR(EARLY); \
	NEXT_FOUR; \
	DECQ R9; \
	JNZ early; \
	EXPAND_FOUR; \
	FOUR(EARLY); \
	NEXT_FOUR; \
	MOVQ $12, R9; \
late: \
	EXPAND_FOUR; \
	FOUR(LATE); \
	NEXT_FOUR; \
	DECQ R9; \
	JNZ late; \
	CHAIN; \
	ADDQ $64, SI; \
	DECQ CX; \
	JNZ block; \
	VZEROUPPER; \
	RET
