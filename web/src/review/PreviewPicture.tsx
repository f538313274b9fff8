import { useQuery } from '@connectrpc/connect-query'
import { useEffect, useState } from 'react'

import { CurationService } from '#gen/curation_pb.ts'

/** The picture that stands beside a model. */
export function PreviewPicture({ slug, name }: { slug: string; name: string }) {
  const { data } = useQuery(CurationService.method.getPreview, { id: slug }, { retry: false, staleTime: Infinity })
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    if (!data) return
    const made = URL.createObjectURL(new Blob([new Uint8Array(data.data)], { type: data.mediaType }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [data])
  if (address === undefined) return null
  return <img src={address} alt={`Preview of ${name}`} className="max-h-64 rounded-lg border object-contain" />
}
