import { create } from '@bufbuild/protobuf'

import type { Finding } from '../../doctor/doctor.ts'
import { type Examination, ExaminationSchema } from '../../gen/weighthouse/v1/doctor_pb.ts'

/** What the doctor found, as the API tells it. */
export function examinationMessage(findings: readonly Finding[]): Examination {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length
  return create(ExaminationSchema, {
    findings: [...findings],
    ok: count('ok'),
    warnings: count('warn'),
    failures: count('fail'),
    mended: findings.filter(({ mended }) => mended).length,
  })
}
