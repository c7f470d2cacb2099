namespace Keelson.Arch.Arm64;

/// <summary>
/// The chain of frame records that compiled code keeps in x29 (AAPCS64, 6.4.6): { previous record, return address }.
/// </summary>
public struct FrameChain(ulong framePointer)
{
    public const int MaximumDepth = 32;

    private ulong _frame = framePointer;

    /// <summary>
    /// The next return address outwards; false at the end, or where the chain does not lead outwards.
    /// </summary>
    public unsafe bool TryNext(out ulong returnAddress)
    {
        returnAddress = 0;
        if (_frame == 0 || (_frame & 7) != 0)
        {
            return false;
        }
        // SAFETY: records lie on the stack in use; a chain that does not grow towards older frames is not followed.
        ulong previous = *(ulong*)_frame;
        returnAddress = *(ulong*)(_frame + 8);
        _frame = previous > _frame ? previous : 0;
        return returnAddress != 0;
    }
}
