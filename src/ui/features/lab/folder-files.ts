/** What may hold manifests. */
const MANIFEST = /\.(?:ya?ml|json)$/i

/** The manifests in dropped folders, and in theirs; a folder without any stands for itself, as a file in which there is nothing. */
export async function filesOfFolders(folders: readonly FileSystemDirectoryEntry[]): Promise<readonly File[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const files = await filesIn(folder)
      return files.length > 0 ? files : [new File([], folder.name)]
    }),
  )
  return found.flat()
}

async function filesIn(folder: FileSystemDirectoryEntry): Promise<readonly File[]> {
  const found = await Promise.all(
    (await entriesOf(folder)).map(async (entry) => {
      if (isFolder(entry)) return filesIn(entry)
      return isFile(entry) && MANIFEST.test(entry.name) ? [await fileOf(entry)] : []
    }),
  )
  return found.flat()
}

/** A reader gives some at a time, and none at the end (File and Directory Entries API, section 7.3). */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader()
  const entries: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return entries.sort((a, b) => a.name.localeCompare(b.name, 'en'))
    entries.push(...some)
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}
