using System;
using System.Runtime.InteropServices;
using System.Threading;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Guests.HostileDriver;

/// <summary>What variables hold, and which there are.</summary>
internal static partial class Answers
{
    private const ulong LargeBytes = 1024;

    /// <summary>Only a report that is kept has as many.</summary>
    private const ulong ReportBytes = 2048;
    private const ulong PageBytes = 4096;
    private const int LongName = 64;
    private const int DeepBytes = 12 * 1024;
    private static unsafe byte* s_late;

    /// <summary>More characters than a buffer on the stack of some driver has.</summary>
    // SAFETY: the caller's name, which ends with a NUL.
    private static unsafe bool IsLong(char* name)
    {
        int length = 0;
        while (name != null && length <= LongName && name[length] != '\0')
        {
            length++;
        }
        return length > LongName;
    }

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetVariable(char* name, EfiGuid* vendor, uint* attributes, ulong* size, byte* data)
    {
        bool isTurn = IsTurn(RuntimeService.GetVariable, Fault.AbortGetVariable);
        ulong room = size == null ? 0 : *size;
        FaultIf(name != null && data == null, Fault.AbortSize);
        FaultIf(data != null && size != null && *size > LargeBytes, Fault.AbortLargeRead);
        if (isTurn && s_fault is Fault.LoopGet or Fault.LoopMaskedGet)
        {
            if (s_fault == Fault.LoopMaskedGet)
            {
                Cpu.MaskInterrupts();
            }
            while (Volatile.Read(ref s_moved)) { }
        }
        if (isTurn && s_fault == Fault.GetLate && s_late != null && data != null)
        {
            // Into what the caller of the call before had.
            *s_late ^= 1;
        }
        s_late = data == null || !s_moved ? s_late : data;
        EfiGuid any = default;
        char* letters = stackalloc char[LongName];
        if (isTurn && s_fault == Fault.GetAnyCase && name != null && !IsLong(name))
        {
            // As the test variable is spelled, whoever asks.
            ReadOnlySpan<char> spelled = "KeelsonSelfTest";
            int length = 0;
            while (length < spelled.Length && (name[length] | 0x20) == (spelled[length] | 0x20))
            {
                length++;
            }
            if (length == spelled.Length && name[length] == '\0')
            {
                spelled.CopyTo(new Span<char>(letters, LongName));
                letters[length] = '\0';
                name = letters;
            }
        }
        if (isTurn && s_fault == Fault.GetAnyVendor && vendor != null)
        {
            any = *vendor;
            vendor = &any;
        }
        EfiStatus status = FirmwareCall.Invoke(
            Original(RuntimeService.GetVariable),
            name,
            vendor,
            attributes,
            size,
            data
        );
        if (isTurn && status == EfiStatus.NotFound && s_fault == Fault.GetAnyVendor)
        {
            any = WellKnownGuids.KeelsonVariable;
            status = FirmwareCall.Invoke(Original(RuntimeService.GetVariable), name, vendor, attributes, size, data);
        }
        if (!isTurn)
        {
            return (ulong)status;
        }
        switch (s_fault)
        {
            case Fault.GetFewer when status == EfiStatus.Success && data != null:
                data[*size - 1] = 0;
                break;
            case Fault.GetUntouched when status == EfiStatus.Success && data != null:
                *size = room;
                break;
            case Fault.GetExact when status == EfiStatus.Success && *size == room:
                return (ulong)EfiStatus.BufferTooSmall;
            case Fault.GetSizeOnSmall when status == EfiStatus.BufferTooSmall:
                *size = room;
                break;
            case Fault.GetElsewhere when status is EfiStatus.Success or EfiStatus.BufferTooSmall && IsElsewhere:
                return (ulong)EfiStatus.NotFound;
            case Fault.GetOtherElsewhere when status == EfiStatus.Success && IsElsewhere:
                data[0] ^= 1;
                break;
            case Fault.GetAttributesLate when status == EfiStatus.Success && attributes != null && *size == 8:
                *attributes &= ~1u;
                break;
            case Fault.GetOther when status == EfiStatus.Success:
                data[0] ^= 1;
                break;
            case Fault.GetSizeMore when status == EfiStatus.Success:
                *size += 1;
                break;
            case Fault.GetSizeLess when status == EfiStatus.Success:
                *size -= 1;
                break;
            case Fault.GetSizeHuge when status == EfiStatus.Success:
                *size = 1ul << 62;
                break;
            case Fault.GetSmall when status == EfiStatus.BufferTooSmall:
                *size = 2;
                break;
            case Fault.GetSmallAlways when status == EfiStatus.Success:
                return (ulong)EfiStatus.BufferTooSmall;
            case Fault.GetAttributes when status == EfiStatus.Success && attributes != null:
                *attributes &= ~1u;
                break;
            case Fault.GetAttributesWide when status == EfiStatus.Success && attributes != null:
                *(ulong*)attributes = *attributes;
                break;
            case Fault.GetBefore when status == EfiStatus.Success:
                data[-1] ^= 1;
                break;
            case Fault.GetLarge when status == EfiStatus.Success && *size > LargeBytes:
                data[LargeBytes] ^= 1;
                break;
            case Fault.GetTouchesName when status == EfiStatus.Success:
                name[0] ^= (char)0x20;
                break;
            case Fault.GetTouchesVendor when status == EfiStatus.Success:
                *(uint*)vendor ^= 1;
                break;
            case Fault.GetNotFound when status == EfiStatus.Success:
                return (ulong)EfiStatus.NotFound;
        }
        return (ulong)status;
    }

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetNextVariableName(ulong* size, char* name, EfiGuid* vendor)
    {
        bool isTurn = IsTurn(RuntimeService.GetNextVariableName, Fault.AbortGetNext);
        FaultIf(size != null && *size < 8, Fault.AbortSmall);
        if (isTurn && name != null && size != null && s_fault is Fault.NextLoop or Fault.NextVendor)
        {
            // One of three, or a new vendor each time.
            name[0] = (char)('a' + (s_fault == Fault.NextLoop ? s_state++ % 3 : 0));
            name[1] = '\0';
            *(uint*)vendor = s_fault == Fault.NextLoop ? 7 : s_state++;
            *size = 4;
            return 0;
        }
        if (isTurn && s_fault == Fault.NextHidden && name != null && name[0] == 'b' && name[1] == '\0')
        {
            return (ulong)EfiStatus.NotFound;
        }
        ulong room = size == null ? 0 : *size;
        if (isTurn && s_fault == Fault.NextDeep)
        {
            // More than the 8 KB that every kernel gives.
            byte* deep = stackalloc byte[DeepBytes];
            Volatile.Write(ref deep[0], 1);
        }
        if (isTurn && s_fault == Fault.NextUnknown && name != null)
        {
            // Who is not told where it was begins again.
            name[0] = IsOfTest(name) ? '\0' : name[0];
        }
        EfiStatus status = FirmwareCall.Invoke(Original(RuntimeService.GetNextVariableName), size, name, vendor);
        if (isTurn && s_fault == Fault.NextGhost && s_state == 1 && name != null)
        {
            if (name[0] == 'K' && name[1] == '\0')
            {
                return (ulong)EfiStatus.NotFound;
            }
            if (status == EfiStatus.NotFound)
            {
                // One that was deleted.
                name[0] = 'K';
                name[1] = '\0';
                *vendor = WellKnownGuids.KeelsonVariable;
                *size = 4;
                return 0;
            }
        }
        if (isTurn && status == EfiStatus.BufferTooSmall && s_fault == Fault.NextSmall)
        {
            *size = room;
        }
        if (isTurn && status == EfiStatus.NotFound && s_fault == Fault.NextAgain && (s_state++ & 1) != 0)
        {
            // All of them once more.
            *size = room;
            name[0] = '\0';
            status = FirmwareCall.Invoke(Original(RuntimeService.GetNextVariableName), size, name, vendor);
        }
        if (isTurn && status == EfiStatus.Success && s_fault == Fault.NextSkips)
        {
            *size = room;
            status = FirmwareCall.Invoke(Original(RuntimeService.GetNextVariableName), size, name, vendor);
        }
        if (isTurn && status == EfiStatus.NotFound && s_fault == Fault.NextHidden && name != null)
        {
            // One of boot services, at the end.
            name[0] = 'b';
            name[1] = '\0';
            *size = 4;
            return 0;
        }
        if (isTurn && status == EfiStatus.Success)
        {
            switch (s_fault)
            {
                case Fault.NextEnds:
                    return (ulong)EfiStatus.NotFound;
                case Fault.NextEmpty:
                    name[0] = '\0';
                    break;
                case Fault.NextSize:
                    *size += 2;
                    break;
                case Fault.NextSizeLess:
                    *size -= 2;
                    break;
                case Fault.NextNoVendor:
                    *vendor = default;
                    break;
                case Fault.NextOther:
                    name[0] ^= (char)0x20;
                    break;
            }
        }
        return (ulong)status;
    }

    /// <summary>The test variable, but none whose name only begins so.</summary>
    // SAFETY: the caller's name, which ends with a NUL.
    private static unsafe bool IsOfTest(char* name)
    {
        ReadOnlySpan<char> test = "KeelsonSelfTest";
        int same = 0;
        while (same < test.Length && name[same] == test[same])
        {
            same++;
        }
        return same == test.Length && name[same] == '\0';
    }

    /// <summary>What happens to the test variable when another one is written, or deleted.</summary>
    // SAFETY: pointers to what is on the stack here, or to a string of this image.
    private static unsafe void SpoilTest(bool deletes)
    {
        byte* data = stackalloc byte[LongName];
        EfiGuid vendor = WellKnownGuids.KeelsonVariable;
        uint attributes = 0;
        ulong size = LongName;
        fixed (char* name = "KeelsonSelfTest")
        {
            if (
                FirmwareCall.Invoke(Original(RuntimeService.GetVariable), name, &vendor, &attributes, &size, data)
                != EfiStatus.Success
            )
            {
                return;
            }
            data[size - 1] = 0;
            size = deletes ? 0 : size;
            FirmwareCall.Invoke(Original(RuntimeService.SetVariable), name, &vendor, 7u, size, data);
        }
    }

    // SAFETY: as above.
    private static unsafe bool IsOfSameSize(char* name, EfiGuid* vendor, ulong size)
    {
        ulong stored = 0;
        return FirmwareCall.Invoke(Original(RuntimeService.GetVariable), name, vendor, 0ul, &stored, 0ul)
                == EfiStatus.BufferTooSmall
            && stored == size;
    }

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong SetVariable(char* name, EfiGuid* vendor, uint attributes, ulong size, byte* data)
    {
        bool isTurn = IsTurn(RuntimeService.SetVariable, Fault.AbortSetVariable);
        FaultIf((attributes & 1) != 0, Fault.AbortNonVolatile);
        FaultIf((attributes & 0x40) != 0, Fault.AbortAppend);
        FaultIf(size == 0 && name != null && name[0] != '\0', Fault.AbortDelete);
        FaultIf(IsLong(name), Fault.AbortLongName);
        FaultIf(size > LargeBytes, Fault.AbortLarge);
        FaultIf(size > ReportBytes, Fault.AbortReport);
        if (isTurn)
        {
            if (size > ReportBytes && s_fault == Fault.ResetReport)
            {
                Psci.SystemReset(Platform.PsciConduit.Hvc);
            }
            while (size > ReportBytes && s_fault == Fault.LoopReport && Volatile.Read(ref s_moved)) { }
            switch (s_fault)
            {
                case Fault.SetLost when name != null && name[0] != '\0':
                    return 0;
                case Fault.SetAppends when size != 0 && (attributes & 0x40) == 0:
                    attributes |= 0x40;
                    break;
                case Fault.SetReplaces:
                    attributes &= ~0x40u;
                    break;
                case Fault.SetKeeps when size == 0 && name != null && name[0] != '\0':
                    return 0;
                case Fault.SetTouchesData when size != 0:
                    data[0] ^= 1;
                    break;
                case Fault.SetShort when size > 8:
                    size -= 1;
                    break;
                case Fault.SetLarge when size > LargeBytes:
                    size = LargeBytes;
                    break;
                case Fault.SetForgotten when size > ReportBytes:
                    return 0;
                case Fault.SetPage when size > PageBytes:
                    return (ulong)EfiStatus.InvalidParameter;
                case Fault.SetVolatile when (attributes & 1) == 0:
                    return 0;
                case Fault.SetAttributes when (attributes & 1) != 0 && size != 0:
                    attributes &= ~1u;
                    break;
                case Fault.SetSameSize when size != 0 && (attributes & 0x40) == 0 && IsOfSameSize(name, vendor, size):
                    return 0;
                case Fault.SetNeighbour when size != 0 && !IsOfTest(name):
                    SpoilTest(deletes: false);
                    break;
                case Fault.SetDeletesMore when size == 0 && name != null && name[0] != '\0' && !IsOfTest(name):
                    SpoilTest(deletes: true);
                    break;
                case Fault.SetAppendOfNothing when size == 0:
                    attributes &= ~0x40u;
                    break;
                case Fault.NextGhost when size == 0 && IsLong(name):
                    s_state = 1;
                    break;
                case Fault.StoreFull when size != 0:
                    return (ulong)EfiStatus.OutOfResources;
                case Fault.SetBareDelete when attributes == 0 && size == 0:
                    return (ulong)EfiStatus.InvalidParameter;
                case Fault.SetElsewhere when IsElsewhere:
                    return (ulong)EfiStatus.DeviceError;
                case Fault.SetNames when name != null && name[0] == '\0':
                    return 0;
            }
        }
        return (ulong)FirmwareCall.Invoke(Original(RuntimeService.SetVariable), name, vendor, attributes, size, data);
    }
}
