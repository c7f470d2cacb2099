using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Keelson.Tools.Qemu;

/// <summary>
/// Memory for one guest after the other. What a process gives back, and takes again for the next guest, is slow to get
/// where this computer is itself a virtual machine that lends free memory to its host: without this, a third of the
/// processor time of many short runs went into it. No file: memfd_create(2), gone with this process.
/// </summary>
public sealed class KeptMemory : IDisposable
{
    private const int LargestMegabytes = 256; // larger guests touch little of what they have
    private const uint CloseOnExec = 1; // MFD_CLOEXEC
    private static readonly byte[] s_zeros = new byte[1 << 20];
    private readonly SafeFileHandle _memory;

    private KeptMemory(SafeFileHandle memory) => _memory = memory;

    /// <returns>Nothing where the system has no such memory.</returns>
    public static KeptMemory? TryCreate()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        SafeFileHandle memory = new(Create("keelson-guest", CloseOnExec), ownsHandle: true);
        return memory.IsInvalid ? null : new KeptMemory(memory);
    }

    /// <summary>Zero, as a machine's memory is that was just switched on.</summary>
    /// <param name="megabytes">What the guest has.</param>
    /// <returns>Its path for QEMU; nothing for a guest that is too large.</returns>
    internal string? Renew(int megabytes)
    {
        if (megabytes > LargestMegabytes)
        {
            return null;
        }

        for (int part = 0; part < megabytes; part++)
        {
            RandomAccess.Write(_memory, s_zeros, (long)part * s_zeros.Length);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"/proc/{Environment.ProcessId}/fd/{_memory.DangerousGetHandle()}"
        );
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>memfd_create(2).</summary>
    [DllImport("libc", EntryPoint = "memfd_create", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int Create([MarshalAs(UnmanagedType.LPStr)] string name, uint flags);
}
