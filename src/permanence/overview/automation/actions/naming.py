"""The macro that a rule names: looked up, and whether a rule may run it."""

from __future__ import annotations

from permanence.overview.automation.actions.course import Broken, Course
from permanence.overview.automation.rules.faults import Fault, fault_of_macro, find_fault
from permanence.overview.automation.rules.instructions import Instruction, read_instruction
from permanence.world.wording.models import Macro
from permanence.world.wording.rules import Steps


def find_macro(course: Course) -> Macro:
    """Return the macro of a rule; one that is gone, or does more than a rule may, breaks it."""
    macro = macro_named(course.rule.desk_id, course.then.macro)
    if macro is None:
        raise Broken("macro")
    if fault_of_macro(read_instruction(course.rule.says), Steps(**macro.steps)):
        raise Broken("macro_changed")
    return macro


def macro_named(desk: int, number: int | None) -> Macro | None:
    """Return a macro of a desk; None when there is none of that number."""
    return Macro.objects.filter(pk=number or 0, desk=desk).first()


def fault_of_instruction(desk: int, said: Instruction) -> Fault | None:
    """Return what is wrong in a rule of a desk, what it names included."""
    fault = find_fault(said)
    if fault or said.then.macro is None:
        return fault
    macro = macro_named(desk, said.then.macro)
    return fault_of_macro(said, Steps(**macro.steps)) if macro else "macro"


def sends_mail(desk: int, said: Instruction) -> bool:
    """Say whether a rule writes to the customer, by itself or by its macro."""
    if said.then.answer or said.then.macro is None:
        return bool(said.then.answer)
    macro = macro_named(desk, said.then.macro)
    return macro is not None and bool(Steps(**macro.steps).answer)
