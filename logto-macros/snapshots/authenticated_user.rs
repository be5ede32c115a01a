/// An account page.
#[allow(unused)]
pub(crate) async fn account<T>(
    __logto_guard: ::logto::__private::Guarded<
        Account,
        ::logto::__private::Require<
            ::logto::__private::RedirectToSignIn,
            ::logto::__private::FromUserinfo,
        >,
    >,
    Path(id): Path<T>,
) -> impl IntoResponse
where
    T: Send,
{
    #![allow(dead_code)]
    {
        fn __logto_check<C, P>()
        where
            C: ::logto::__private::Claims,
            <C as ::logto::__private::Claims>::Needs: ::logto::__private::DeliveredTo<
                P,
                C,
            >,
        {}
        __logto_check::<
            Account,
            ::logto::__private::Require<
                ::logto::__private::RedirectToSignIn,
                ::logto::__private::FromUserinfo,
            >,
        >();
    }
    let mut user: logto::User<Account> = ::logto::__private::Guarded::into_user(
        __logto_guard,
    );
    let x = id?;
    user.name = x;
}
