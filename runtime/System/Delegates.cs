namespace System;

public delegate void Action();

public delegate bool Predicate<in T>(T value);

public delegate int Comparison<in T>(T left, T right);

public delegate TOutput Converter<in TInput, out TOutput>(TInput input);

public delegate TResult Func<out TResult>();

public delegate void Action<in T>(T argument1);

public delegate TResult Func<in T, out TResult>(T argument1);

public delegate void Action<in T1, in T2>(T1 argument1, T2 argument2);

public delegate TResult Func<in T1, in T2, out TResult>(T1 argument1, T2 argument2);

public delegate void Action<in T1, in T2, in T3>(T1 argument1, T2 argument2, T3 argument3);

public delegate TResult Func<in T1, in T2, in T3, out TResult>(T1 argument1, T2 argument2, T3 argument3);

public delegate void Action<in T1, in T2, in T3, in T4>(T1 argument1, T2 argument2, T3 argument3, T4 argument4);

public delegate TResult Func<in T1, in T2, in T3, in T4, out TResult>(
    T1 argument1,
    T2 argument2,
    T3 argument3,
    T4 argument4
);

public delegate void Action<in T1, in T2, in T3, in T4, in T5>(
    T1 argument1,
    T2 argument2,
    T3 argument3,
    T4 argument4,
    T5 argument5
);

public delegate TResult Func<in T1, in T2, in T3, in T4, in T5, out TResult>(
    T1 argument1,
    T2 argument2,
    T3 argument3,
    T4 argument4,
    T5 argument5
);

public delegate void Action<in T1, in T2, in T3, in T4, in T5, in T6>(
    T1 argument1,
    T2 argument2,
    T3 argument3,
    T4 argument4,
    T5 argument5,
    T6 argument6
);

public delegate TResult Func<in T1, in T2, in T3, in T4, in T5, in T6, out TResult>(
    T1 argument1,
    T2 argument2,
    T3 argument3,
    T4 argument4,
    T5 argument5,
    T6 argument6
);

public delegate void Action<in T1, in T2, in T3, in T4, in T5, in T6, in T7>(
    T1 argument1,
    T2 argument2,
    T3 argument3,
    T4 argument4,
    T5 argument5,
    T6 argument6,
    T7 argument7
);

public delegate TResult Func<in T1, in T2, in T3, in T4, in T5, in T6, in T7, out TResult>(
    T1 argument1,
    T2 argument2,
    T3 argument3,
    T4 argument4,
    T5 argument5,
    T6 argument6,
    T7 argument7
);

public delegate void Action<in T1, in T2, in T3, in T4, in T5, in T6, in T7, in T8>(
    T1 argument1,
    T2 argument2,
    T3 argument3,
    T4 argument4,
    T5 argument5,
    T6 argument6,
    T7 argument7,
    T8 argument8
);

public delegate TResult Func<in T1, in T2, in T3, in T4, in T5, in T6, in T7, in T8, out TResult>(
    T1 argument1,
    T2 argument2,
    T3 argument3,
    T4 argument4,
    T5 argument5,
    T6 argument6,
    T7 argument7,
    T8 argument8
);
