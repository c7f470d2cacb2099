using System.Runtime.CompilerServices;

namespace System.Runtime.Intrinsics.Arm;

/// <summary>
/// The instructions for CRC-32 (Arm ARM DDI 0487, FEAT_CRC32): optional in Armv8.0, and not all of its processors have
/// them, so what uses them asks first.
/// </summary>
public abstract class Crc32
{
    private Crc32() { }

    public abstract class Arm64
    {
        private Arm64() { }

        public static bool IsSupported => HasCrc32() != 0;

        /// <summary>CRC32X: the reflected polynomial EDB88320h, eight bytes.</summary>
        [Intrinsic]
        public static uint ComputeCrc32(uint crc, ulong data) => ComputeCrc32(crc, data);
    }

    [RuntimeImport("*", "HasCrc32")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong HasCrc32();
}
