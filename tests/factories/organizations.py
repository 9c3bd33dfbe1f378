"""People of the cast; organizations come from the real reference data."""

from changxing_union.organizations.models import Membership, Organization, Role, User

PASSWORD = "Right-2018-horse"
# Who plays in every test: username → organization code and role.
CAST = {
    "lijiaxiang": ("330522102", Role.FILER),
    "lijiaxiang2": ("330522102", Role.FILER),
    "meishan": ("330522112", Role.FILER),
    "jingjibu": ("330522", Role.COUNTY_CLERK),
    "jingjibu2": ("330522", Role.COUNTY_CLERK),
    "kaohe": ("330522", Role.ASSESSOR),
    "kaohe2": ("330522", Role.ASSESSOR),
    "jingsaiban": ("330522JSB", Role.SIGNATORY),
    "zonggonghui": ("330522", Role.SIGNATORY),
    "guanli": ("330522", Role.ADMINISTRATOR),
    "shenji": ("330522", Role.AUDITOR),
}


def make_user(username: str, code: str, role: Role) -> User:
    """A person with one role; the full name says it is a test's."""
    user = User.objects.create_user(username, PASSWORD, full_name=f"测试{username}")
    Membership.objects.create(
        user=user, organization=Organization.objects.get(code=code), role=role
    )
    return user
