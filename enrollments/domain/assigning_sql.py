"""The statements behind `assigning`. They read and write the tables of this app and of `organizations`."""

_COVERED = """
    member.organization_id = %(organization)s AND member.left_at IS NULL
    AND (%(everyone)s OR member.team_id = ANY(%(teams)s::bigint[]) OR member.id = ANY(%(members)s::bigint[]))
"""
_OPEN = "('assigned', 'in_progress')"
_HELD = "('assigned', 'in_progress', 'completed')"

INSERT_ASSIGNEES = f"""
    INSERT INTO enrollments_assignee (assignment_id, membership_id, due_on, created_at)
    SELECT %(assignment)s, member.id, %(due_on)s, %(now)s
    FROM organizations_membership member WHERE {_COVERED}
    ORDER BY member.id
    ON CONFLICT DO NOTHING
"""  # noqa: S608 -- only constants of this module are put in

PREVIEW = f"""
    SELECT count(*),
           count(*) FILTER (WHERE held.status IN {_OPEN}),
           count(*) FILTER (WHERE held.status = 'completed'),
           count(*) FILTER (WHERE member.user_id IS NULL)
    FROM organizations_membership member
    LEFT JOIN LATERAL (
        SELECT status FROM enrollments_enrollment enrollment
        WHERE enrollment.learner_id = member.user_id AND enrollment.course_id = %(course)s
              AND enrollment.status IN {_HELD}
        ORDER BY enrollment.cycle DESC LIMIT 1
    ) held ON TRUE
    WHERE {_COVERED}
"""  # noqa: S608 -- only constants of this module are put in

INSERT_NEWCOMER = """
    INSERT INTO enrollments_assignee (assignment_id, membership_id, due_on, created_at)
    SELECT assignment.id, %(membership)s,
           LEAST(GREATEST(assignment.due_on, %(soonest)s), course.expires_on), %(now)s
    FROM enrollments_assignment assignment
    JOIN modules_coursepage course ON course.page_ptr_id = assignment.course_id
    WHERE assignment.organization_id = %(organization)s AND assignment.cancelled_at IS NULL
          AND course.expires_on >= %(today)s
          AND (assignment.everyone OR EXISTS (
              SELECT 1 FROM enrollments_assignment_teams covered
              WHERE covered.assignment_id = assignment.id AND covered.team_id = %(team)s::bigint))
    ORDER BY assignment.id
    ON CONFLICT DO NOTHING
"""

# In the order of the learners, so that two assignments at once never wait for each other in a circle.
INSERT_ENROLLMENTS = f"""
    WITH created AS (
        INSERT INTO enrollments_enrollment (public_id, learner_id, course_id, cycle, status, due_on, enrolled_at)
        SELECT gen_random_uuid(), member.user_id, %(course)s,
               1 + COALESCE((SELECT max(cycle) FROM enrollments_enrollment past
                             WHERE past.learner_id = member.user_id AND past.course_id = %(course)s), 0),
               'assigned', assignee.due_on, %(now)s
        FROM enrollments_assignee assignee
        JOIN organizations_membership member ON member.id = assignee.membership_id
        WHERE assignee.assignment_id = %(assignment)s AND assignee.id BETWEEN %(first)s AND %(last)s
              AND member.user_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM enrollments_enrollment held
                              WHERE held.learner_id = member.user_id AND held.course_id = %(course)s
                                    AND held.status IN {_HELD})
        ORDER BY member.user_id
        ON CONFLICT DO NOTHING
        RETURNING id, learner_id
    )
    SELECT created.id, learner.id, learner.email
    FROM created JOIN accounts_user learner ON learner.id = created.learner_id
    ORDER BY created.id
"""  # noqa: S608 -- only constants of this module are put in

LINK_ASSIGNEES = f"""
    UPDATE enrollments_assignee assignee
    SET enrollment_id = (SELECT held.id FROM enrollments_enrollment held
                         WHERE held.learner_id = member.user_id AND held.course_id = %(course)s
                               AND held.status IN {_HELD}
                         ORDER BY held.cycle DESC LIMIT 1)
    FROM organizations_membership member
    WHERE member.id = assignee.membership_id AND member.user_id IS NOT NULL
          AND assignee.assignment_id = %(assignment)s AND assignee.id BETWEEN %(first)s AND %(last)s
          AND assignee.enrollment_id IS NULL
"""  # noqa: S608 -- only constants of this module are put in

# Locked in the order of the learners too.
EARLIEST_DUE_DATE = f"""
    WITH later AS (
        SELECT enrollment.id, assignee.due_on
        FROM enrollments_enrollment enrollment
        JOIN enrollments_assignee assignee ON assignee.enrollment_id = enrollment.id
        WHERE assignee.assignment_id = %(assignment)s AND assignee.id BETWEEN %(first)s AND %(last)s
              AND enrollment.status IN {_OPEN}
              AND (enrollment.due_on IS NULL OR enrollment.due_on > assignee.due_on)
        ORDER BY enrollment.learner_id
        FOR UPDATE OF enrollment
    )
    UPDATE enrollments_enrollment enrollment SET due_on = LEAST(enrollment.due_on, later.due_on)
    FROM later WHERE later.id = enrollment.id
"""  # noqa: S608 -- only constants of this module are put in
