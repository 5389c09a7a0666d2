"""Sixty-four numbers at once: what Numba's loops cannot be made to say.

Each function is a few instructions on 64 lanes, written for any processor: LLVM turns them into as
many steps as the machine at hand needs. Places are not checked: 64 numbers must stand there.
"""

from typing import Any

from numba import types
from numba.core.cgutils import ir  # LLVM, as it comes with Numba

from matching.engine.jit import instructions

LANES = 64
SHORT, WHOLE, LONG = ir.IntType(16), ir.IntType(32), ir.IntType(64)
LINE, WIDE = ir.VectorType(SHORT, LANES), ir.VectorType(WHOLE, LANES)
SHORTS, WORTHS, LONGS = types.int16[::1], types.uint16[::1], types.int64[::1]


def _memory(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    """Where the numbers of an array begin."""
    return context.make_array(kind)(context, builder, array).data


def _line(builder: Any, memory: Any, at: Any) -> Any:
    """The place of the 64 numbers from `at` on."""
    return builder.bitcast(builder.gep(memory, [at]), LINE.as_pointer())


def _in_each(builder: Any, number: Any) -> Any:
    """The same number in every lane."""
    one = builder.insert_element(ir.Constant(LINE, ir.Undefined), number, WHOLE(0))
    first = ir.Constant(ir.VectorType(WHOLE, LANES), None)
    return builder.shuffle_vector(one, ir.Constant(LINE, ir.Undefined), first)


def _reach(builder: Any, line: Any, limit: Any) -> Any:
    """A bit for each lane, the first lane's lowest: whether it reaches the limit."""
    enough = builder.icmp_signed(">=", line, _in_each(builder, limit))
    return builder.zext(builder.bitcast(enough, ir.IntType(LANES)), LONG)


@instructions
def add_up(
    typing: Any,
    sums: Any,
    into: Any,
    brought: Any,
    block: Any,
    lines: Any,
    cells: Any,
    places: Any,
    parts: Any,
    many: Any,
    limit: Any,
) -> Any:
    """What the mentors of a block have of their common tags, beside what they are brought already.

    sums     int16, line `into` of it is filled with line `block` of `brought` and the sum over the
             first `many` of (parts * line) >> 16, whose line is number cells[places + block]
    brought  int16
    lines    uint16, the worths, 64 a line
    cells    uint32, which line holds the worths of a tag in a block
    places   int64, where the cells of each tag begin
    parts    uint16, what each is worth
    limit    int16

    Returns a uint64 with a bit for each sum, the first lowest, set where it reaches the limit.
    """

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        sums, into, brought, block, lines, cells, places, parts, many, limit = values
        kinds = signature.args
        worths = _memory(context, builder, kinds[4], lines)
        numbers = _memory(context, builder, kinds[5], cells)
        rows = _memory(context, builder, kinds[6], places)
        shares = _memory(context, builder, kinds[7], parts)
        lanes = LONG(LANES)
        held = _memory(context, builder, kinds[2], brought)
        already = _line(builder, held, builder.mul(block, lanes))
        sixteen = ir.Constant(WIDE, [16] * LANES)
        first = builder.load(already, align=2)
        before = builder.basic_block
        turn, after = builder.append_basic_block("turn"), builder.append_basic_block("after")
        builder.cbranch(builder.icmp_signed(">", many, LONG(0)), turn, after)
        with builder.goto_block(turn):
            at, line = builder.phi(LONG), builder.phi(LINE)
            share = builder.load(builder.gep(shares, [at]))
            cell = builder.add(builder.load(builder.gep(rows, [at])), block)
            number = builder.zext(builder.load(builder.gep(numbers, [cell])), LONG)
            place = _line(builder, worths, builder.mul(number, lanes))
            worth = builder.zext(builder.load(place, align=2), WIDE)
            whole = builder.mul(worth, builder.zext(_in_each(builder, share), WIDE))
            more = builder.trunc(builder.lshr(whole, sixteen), LINE)
            one_more, sum_up_to = builder.add(at, LONG(1)), builder.add(line, more)
            at.add_incoming(LONG(0), before)
            at.add_incoming(one_more, turn)
            line.add_incoming(first, before)
            line.add_incoming(sum_up_to, turn)
            builder.cbranch(builder.icmp_signed("<", one_more, many), turn, after)
        builder.position_at_end(after)
        line = builder.phi(LINE)
        line.add_incoming(first, before)
        line.add_incoming(sum_up_to, turn)
        place = _line(builder, _memory(context, builder, kinds[0], sums), builder.mul(into, lanes))
        builder.store(line, place, align=2)
        return _reach(builder, line, limit)

    lists = WORTHS, types.uint32[::1], LONGS, WORTHS
    given = SHORTS, types.int64, SHORTS, types.int64, *lists, types.int64, types.int16
    return types.uint64(*given), code


@instructions
def reaching(typing: Any, numbers: Any, at: Any, limit: Any) -> Any:
    """Which of the 64 int16 from `at` on reach the limit: a uint64, the first's bit lowest."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        numbers, at, limit = values
        memory = _memory(context, builder, signature.args[0], numbers)
        return _reach(builder, builder.load(_line(builder, memory, at), align=2), limit)

    return types.uint64(SHORTS, types.int64, types.int16), code


@instructions
def lowest(typing: Any, bits: Any) -> Any:
    """The place of the lowest bit that is set in a uint64, which is not 0."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.cttz(values[0], ir.IntType(1)(1))

    return types.int64(types.uint64), code
