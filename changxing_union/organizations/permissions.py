"""Who may do what with organizations, registers and personal data; the only place that knows."""

from changxing_union.organizations.models import Kind, Level, Organization, Role, User


def can_file_for(user: User, organization: Organization) -> bool:
    """Whether ``user`` fills forms for ``organization``."""
    return organization.pk in user.organization_ids(Role.FILER)


def can_review(user: User) -> bool:
    """县级经办: accepts, returns, decides, exports."""
    return _holds_for_county(user, Role.COUNTY_CLERK)


def _holds_for_county(user: User, role: Role) -> bool:
    """A county role held for a township opens nothing: that would be every other union's data."""
    return any(
        held.role == role and held.organization.level is Level.COUNTY for held in user.held_roles
    )


def can_sign_as(user: User, body: Kind) -> bool:
    """Whether ``user`` is 签署人 of the county body that signs a box."""
    return any(
        held.role == Role.SIGNATORY and held.organization.kind == body for held in user.held_roles
    )


def can_read_county_wide(user: User) -> bool:
    """经办 and 签署人 read what every union has filed."""
    return can_review(user) or _holds_for_county(user, Role.SIGNATORY)


def can_assess(user: User) -> bool:
    """考核员: reads and scores what is assigned to them."""
    return _holds_for_county(user, Role.ASSESSOR)


def can_serve(user: User) -> bool:
    """服务队员: serves enterprises with a 职工技术志愿服务队; files and reviews nothing."""
    return _holds_for_county(user, Role.TEAM_MEMBER)


def can_use_filings(user: User) -> bool:
    """Whether the filing pages exist for ``user`` at all (管理员 and 审计员 do no business)."""
    return user.has_role(Role.FILER) or can_read_county_wide(user) or can_assess(user)


def can_read_registers(user: User) -> bool:
    """Unions read of their own, the county of all; an assessor knows what is assigned."""
    return user.has_role(Role.FILER) or can_read_county_wide(user)


def can_see_phones(user: User) -> bool:
    """Unmasked phone numbers in exports: 经办 only, and each such export is logged (个保法)."""
    return can_review(user)


def can_administer(user: User) -> bool:
    """系统管理员: accounts and settings, no business edits."""
    return user.has_role(Role.ADMINISTRATOR)


def can_audit(user: User) -> bool:
    """审计员: reads the audit log only."""
    return user.has_role(Role.AUDITOR)
