using System;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// Whether the file that an entry starts is there. Many entries share one, so the last that is there is kept.
/// </summary>
internal ref struct ProgramCheck
{
    private ReadOnlySpan<byte> _path;
    private Volume _volume;

    /// <param name="volume">On which the entry is.</param>
    /// <param name="path">In memory that outlives this, but of an entry that is left out: the next one is read there.
    /// </param>
    public EfiStatus Check(Volume volume, ReadOnlySpan<byte> path)
    {
        if (path.SequenceEqual(_path) && volume.IsSameAs(_volume))
        {
            return EfiStatus.Success;
        }
        EfiStatus status = volume.Root.Open(path, FileOpenMode.Read, out VolumeFile file);
        _path = default;
        if (status == EfiStatus.Success)
        {
            file.Close();
            _path = path;
            _volume = volume;
        }
        return status;
    }
}
